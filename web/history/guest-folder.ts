/** The path of what lies in a folder of a guest; names stand as the daemon writes them. */
export function inFolder(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
}

/** The folders on the way to this one, from `/` on, each with its path. */
export function wayTo(folder: string): readonly { readonly name: string; readonly path: string }[] {
  const names = folder.split('/').filter((name) => name !== '')
  return [
    { name: '/', path: '/' },
    ...names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` })),
  ]
}
