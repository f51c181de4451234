/** Below which udev keeps the links to volumes. */
export const volumeLinks = '/dev/zvol/'

/** A dataset's name as it is in the link to a volume: udev writes blanks as `+`, which no dataset has in its name (udev/zvol_id.c). */
export function linkedName(dataset: string): string {
  return dataset.replaceAll(' ', '+')
}

/** Whether a path is the link to a volume of a store: `/dev/zvol/POOL/kiste/…`. */
export function isLinkOfStore(path: string): boolean {
  return /^\/dev\/zvol\/[^/]+\/kiste\//.test(path)
}
