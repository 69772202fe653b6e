import { BaseSequencer, type TestSpecification } from "vitest/node";

const PROJECTS = ["e2e", "worker", "node"];

const rank = ({ project }: TestSpecification): number => PROJECTS.indexOf(project.name);

/** Project after project, since only neighbours share a process; what waits for browsers goes first. */
export class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line no-array-sort -- it is the sequencer's own.
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
