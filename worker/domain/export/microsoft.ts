import { MICROSOFT_ITEMS_MAX } from "../../../schemas/limits-export.ts";
import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import type { ChangeOp } from "../rpc.ts";
import { createBodyWriter } from "./body-writer.ts";
import { uploadFormat } from "./member-format.ts";

const ACTIONS: Readonly<Record<ChangeOp, string>> = { enter: "Add", exit: "Remove" };

/**
 * Bodies for `CustomerListUserData/Apply`. A bulk file would have to name a list that we do not know, in every line.
 * Source: learn.microsoft.com/advertising/campaign-management-service/customerlistuserdata.
 */
export const microsoft = uploadFormat({
  contentType: "application/x-ndjson",
  wanted: { ...NOTHING_WANTED, emails: ["basic"] },
  names: { list: true },
  writer: ({ list }) => {
    let op: ChangeOp = "enter";
    const bodies = createBodyWriter<string>(MICROSOFT_ITEMS_MAX, (items) => ({
      CustomerListUserData: {
        AcceptCustomerMatchTerm: true,
        ActionType: ACTIONS[op],
        ...(list === null ? {} : { AudienceId: list }),
        CustomerListItemSubType: "Email",
        CustomerListItems: items,
      },
    }));
    return {
      head: "",
      write: (rows) => {
        op = rows[0]?.op ?? op;
        return bodies.add(rows.flatMap(({ keys }) => keys.emails.map(([email = ""]) => email)));
      },
      end: () => bodies.end(),
    };
  },
});
