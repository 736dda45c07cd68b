import type { components } from "./schema";

export type Problem = components["schemas"]["ProblemBody"];

/** What the server refused, or that it could not be reached; `detail` is one sentence for people. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

export function unreachable(): Refusal {
  return new Refusal({
    type: "about:blank#unreachable",
    title: "Unreachable",
    status: 0,
    detail: "the server cannot be reached",
    code: "unreachable",
    trace: "",
  });
}

/** Whether it refused what was asked, and not that it was asked now: another input may do. */
export function isOfInput({ problem }: Refusal): boolean {
  return problem.code === "input";
}
