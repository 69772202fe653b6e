import type { Problem, ProblemCode } from "../schemas/problem.ts";
import { retryAfterMs } from "./retry-after.ts";

/** An answer that is not a success. `code` is stable and tells what to do; `message` is for people. */
export class HalleyProblem extends Error {
  override readonly name = "HalleyProblem";
  readonly status: number;
  readonly code: ProblemCode;
  /** The whole document, RFC 9457. */
  readonly problem: Problem;
  /** What to name when asking for help. */
  readonly requestId: string | null;
  /** After how many milliseconds the same may go better; null where the answer does not say. */
  readonly retryAfterMs: number | null;
  /** Where the faults lie in the body. */
  readonly errors: readonly { readonly pointer: string; readonly reason: string }[];

  constructor(problem: Problem, requestId: string | null, waitMs: number | null = null) {
    super(`${problem.code}: ${problem.title}`);
    this.status = problem.status;
    this.code = problem.code;
    this.problem = problem;
    this.requestId = requestId;
    this.retryAfterMs = waitMs;
    this.errors = problem.errors ?? [];
  }
}

/** What stands before the application, a proxy for example, answers in its own words. */
const foreignProblem = ({ status }: Response): Problem => ({
  type: "about:blank",
  title: `The answer was ${status}, and not in the form of this API.`,
  status,
  code: status === 503 || status === 429 ? "overloaded" : "internal",
});

export const readProblem = async (response: Response): Promise<HalleyProblem> => {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") === true;
  const problem = isProblem ? ((await response.json()) as Problem) : foreignProblem(response);
  return new HalleyProblem(problem, response.headers.get("request-id"), retryAfterMs(response));
};
