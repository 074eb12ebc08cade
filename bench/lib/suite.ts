/** One measured figure. */
export interface Row {
  readonly what: string;
  /** What was measured and against what: `31 µs against 22 µs`. */
  readonly measured: string;
  /** The figure that the goal is about. */
  readonly value: number;
  readonly unit: '×' | 'ms' | 's' | 'MB' | '/s' | 'tokens';
  readonly goal: { readonly atMost: number } | { readonly atLeast: number };
}

export interface Suite {
  readonly title: string;
  /** Says on standard error what it is doing; gives its rows in the order of the table. */
  run(say: (text: string) => void): Promise<readonly Row[]>;
}

export function meets({ value, goal }: Row): boolean {
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}
