import type { FakeDisk } from './world.ts'

/** A node of the file tree that a fake disk stands for. */
export type FakeNode =
  | { readonly type: 'folder' }
  | { readonly type: 'link'; readonly target: string }
  | { readonly type: 'other' }
  | { readonly type: 'file'; readonly content: Uint8Array }

/** What an installed guest has, below what was written to this very disk. */
const installed: Readonly<Record<string, string>> = {
  '/etc/fstab': 'LABEL=root / ext4 defaults 0 1\n',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\ndebian:x:1000:1000::/home/debian:/bin/bash\n',
  '/etc/ssh/sshd_config': 'PasswordAuthentication no\n',
  '/home/debian/.bashrc': 'alias ll="ls -l"\n',
  '/root/.profile': 'umask 022\n',
  '/usr/lib/os-release': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  '/var/log/dpkg.log': 'status installed base-files:amd64 12.4\n',
}
const links: Readonly<Record<string, string>> = {
  '/bin': 'usr/bin',
  '/etc/os-release': '../usr/lib/os-release',
  '/etc/mtab': '/proc/mounts',
}
const folders = ['/boot', '/dev', '/proc', '/run', '/tmp', '/usr/bin']

/** The tree of a disk, by absolute path; `undefined` for a blank one. */
export function fakeTree(disk: FakeDisk): ReadonlyMap<string, FakeNode> | undefined {
  const written = Object.entries(disk.files)
  if (disk.image === undefined && written.length === 0) return undefined
  const tree = new Map<string, FakeNode>([['/', { type: 'folder' }]])
  const put = (path: string, node: FakeNode) => {
    for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1))
      if (!tree.has(path.slice(0, at))) tree.set(path.slice(0, at), { type: 'folder' })
    tree.set(path, node)
  }
  if (disk.image !== undefined) {
    for (const path of folders) put(path, { type: 'folder' })
    for (const [path, text] of Object.entries(installed))
      put(path, { type: 'file', content: Buffer.from(text) })
    for (const [path, target] of Object.entries(links)) put(path, { type: 'link', target })
    put('/dev/null', { type: 'other' })
  }
  for (const [path, content] of written) put(path, { type: 'file', content: Buffer.from(content, 'base64') })
  return tree
}

/** The path that this one leads to when links are followed; `undefined` if nowhere. */
export function resolveInTree(
  tree: ReadonlyMap<string, FakeNode>,
  path: string,
  depth = 0,
): string | undefined {
  let at = '/'
  const steps = path.split('/').filter((step) => step !== '' && step !== '.')
  for (const [index, step] of steps.entries()) {
    const next = step === '..' ? at.replace(/\/[^/]*$/, '') || '/' : `${at === '/' ? '' : at}/${step}`
    const node = tree.get(next)
    if (!node || depth > 40) return undefined
    if (node.type === 'link') {
      const from = node.target.startsWith('/') ? '' : at
      const rest = steps.slice(index + 1).join('/')
      return resolveInTree(tree, `${from}/${node.target}/${rest}`, depth + 1)
    }
    at = next
  }
  return at
}
