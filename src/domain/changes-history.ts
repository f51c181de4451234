/** Whether a job of this kind changes which snapshots and branches a VM has, so that who shows them reads them again. */
export function changesHistory(kind: string): boolean {
  return /^(?:snapshot|branch)\.|^vm\.(?:go-back|try)/.test(kind)
}
