/** What an image of a file of this name may be called: `Debian 12.qcow2` → `debian-12`. Empty where nothing of it makes a name. */
export function imageIdFor(fileName: string): string {
  return fileName
    .toLowerCase()
    .replace(/(\.(qcow2|img|raw|vmdk|vdi|iso|xz|gz|zst|bz2))+$/, '')
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-._]+|[-._]+$/g, '')
}
