export interface TortureOptions {
  /** Smaller and shorter: what `npm test` runs. */
  readonly isQuick: boolean;
  /** Says what goes on, where people see it. */
  readonly report: (progress: string) => void;
  /** Ends what was started, also when it is interrupted. */
  readonly cleanUp: AsyncDisposableStack;
}
