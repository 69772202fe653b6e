export interface TortureOptions {
  /** Smaller and shorter: what `npm test` runs. */
  readonly isQuick: boolean;
  /** How long what takes its time does; as long as it usually does where it is left out. */
  readonly minutes?: number | undefined;
  /** Of what is made up; another one in each run where it is left out. */
  readonly seed?: number | undefined;
  /** Inputs that reach new code are added to the corpus in the repository. */
  readonly keepsCorpus?: boolean;
  /** Says what goes on, where people see it. */
  readonly report: (progress: string) => void;
  /** Ends what was started, also when it is interrupted. */
  readonly cleanUp: AsyncDisposableStack;
}
