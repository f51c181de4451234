/** Whether a query asks to be shown a change instead of having it done; as it was sent, or as it was read. */
export function isDryRun(query: unknown): boolean {
  if (typeof query !== 'object' || query === null || !('dryRun' in query)) return false
  return query.dryRun === true || query.dryRun === 'true' || query.dryRun === '' || query.dryRun === '1'
}
