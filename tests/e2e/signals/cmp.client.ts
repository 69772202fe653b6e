import { CmpApi as GppApi, SignalStatus } from "@iabgpp/cmpapi";
import { CmpApi as TcfApi } from "@iabtechlabtcf/cmpapi";

/** A consent tool made of the IAB's own parts: what a test tells it is what the visitor did there. */
let tcf: TcfApi | undefined;
let gpp: GppApi | undefined;

Object.assign(window, {
  cmp: {
    /** Null where GDPR does not apply. `isAsking`: the visitor is being asked. */
    tcf: (text: string | null, isAsking = false): void => {
      tcf ??= new TcfApi(300, 1, true);
      tcf.update(text, isAsking);
    },
    /** Section 7 applies, unless others are said to. */
    gpp: (text: string, sections = [7]): void => {
      gpp ??= new GppApi(300, 1);
      gpp.setGppString(text);
      gpp.setApplicableSections(sections);
      gpp.setSignalStatus(SignalStatus.READY);
      gpp.fireSectionChange("usnat");
    },
  },
});
