/** The row with the members that a patch gives. A member that is there but undefined changes only a `clearable` one. */
export function withPatch<Row extends object>(
  row: Row,
  patch: Partial<NoInfer<Row>>,
  clearable: readonly (keyof NoInfer<Row> & string)[] = [],
): Row {
  const names: readonly string[] = clearable;
  const given = Object.entries(patch).filter(([name, value]) => value !== undefined || names.includes(name));
  return { ...row, ...Object.fromEntries(given) };
}
