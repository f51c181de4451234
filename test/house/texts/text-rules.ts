import { wordsOf, type Part } from './template.ts'

/** Where a text stands. */
export interface Place {
  /** The property, constant or parameter that it is given to. */
  readonly property: string | undefined
  readonly parent: { readonly type: string; readonly key: string } | undefined
  readonly file: string
}

/** Rooms whose texts only the CLI, logs and developers see, and folders of programs, not of sentences. */
export const silentRooms = [
  'src/cli/',
  'src/contract/',
  'src/db/migrations/',
  // A host for development, which nobody runs.
  'src/host/fake/',
  // What keeps the daemon from its start is read in its log.
  'src/host/libvirt/uri.ts',
  'src/http/listen.ts',
  'src/http/openapi.ts',
  'src/http/tls/certificate-names.ts',
  'src/http/tls/keep-certificates.ts',
  'src/http/tls/make-certificates.ts',
  // Bytes of protocols.
  'src/host/libvirt/codec.ts',
  'src/host/libvirt/ssh.ts',
  'src/host/libvirt/typed-params.ts',
  'src/host/libvirt/xdr.ts',
  'src/host/folder-commands.ts',
  'src/host/zfs/store/store-commands.ts',
  'src/host/facts/test-needs.mjs',
  'src/host/facts/proc-files.ts',
  'src/host/ssh-marks.ts',
  'src/http/page-headers.ts',
  // Files of guests, and names of what others publish.
  'src/host/images/debian-recipe.ts',
  'src/host/images/debian-sources.ts',
  'src/domain/pool-features.ts',
  'src/jobs/testing.ts',
]

// What these are given is read by programs, or by people elsewhere.
const silentProperties = new Set(['command', 'pattern', 'argv', 'script', 'authorization'])

// One word is enough here; elsewhere a text of one word is a name of something.
const spokenProperties = new Set([
  'message',
  'hint',
  'title',
  'detail',
  'remedy',
  'note',
  'text',
  'sentence',
  'label',
])

// What these are called with is read in logs, or compared.
const silentCalls =
  /^(?:new (?!ProblemError$|AcmeError$)(?:[A-Z]\w*)?Error$|onTrouble$|guarded$|logger|console)|\.(?:onTrouble|info|warn|error|debug|trace|fatal|prepare|includes|startsWith|endsWith|split|indexOf)$/

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

/** Whether nothing within a node is ever said to a person. */
export function saysNothing(node: Node, place: Place): boolean {
  if (node.type.startsWith('TS') && !/^TS(?:As|Satisfies|NonNull)Expression$/.test(node.type)) return true
  if (/^(?:Import|Export(?:All|Named)).*(?:Specifier)$/.test(node.type) || node.type === 'ImportDeclaration')
    return true
  if (place.property !== undefined && silentProperties.has(place.property)) return true
  if (place.parent?.key === 'key') return true
  if (place.parent?.type === 'SwitchCase' && place.parent.key === 'test') return true
  if (place.parent?.type === 'MemberExpression' && place.parent.key === 'property') return true
  if (node.type === 'BinaryExpression' && ['===', '!==', 'in'].includes(String(node['operator']))) return true
  return false
}

/** Whether nobody sees what is called with these arguments. */
export function isSilentCall(node: Node): boolean {
  return /^(?:Call|New)Expression$/.test(node.type) && silentCalls.test(calleeOf(node))
}

function calleeOf(node: Node): string {
  const name = (callee: unknown): string => {
    const node = callee as Node
    if (node.type === 'Identifier') return String(node['name'])
    if (node.type === 'MemberExpression') return `${name(node['object'])}.${name(node['property'])}`
    return ''
  }
  return `${node.type === 'NewExpression' ? 'new ' : ''}${name(node['callee'])}`
}

// A line for a shell is the same in each language.
const commandLine =
  /^(?:kiste|zpool|zfs|virsh(?! and)|sudo|apt|systemctl|qemu-img|journalctl|ls|chmod|chown|mkfs|usermod) /
const sql = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|BEGIN|COMMIT|ROLLBACK|VACUUM)\b/

/** Whether these are words for people. */
export function isProse(parts: readonly Part[], { property }: Place): boolean {
  const words = wordsOf(parts)
  if ((commandLine.test(words) && !words.endsWith('.')) || sql.test(words)) return false
  if (property !== undefined && spokenProperties.has(property))
    return /[A-Za-z]{2}/.test(words.replaceAll('\uFFFC', ' '))
  // Markup, paths, options, media types, shell.
  if (
    /^[<#-]|^\/(?!\S+ [a-z])|[<>]=|\n|^[a-z-]+\/[a-z+-]+;|^[a-z-]+: [a-z]+(?:\/|$)|\$[A-Z("]|"\$|\/dev\/null|; fi$/.test(
      words,
    )
  )
    return false
  return /^[A-Z][a-z]+ [A-Z\uFFFC]|[a-z]{2}[,;:]? [a-z(]|[A-Za-z] [a-z]{2}|[\uFFFC\w)] [a-z]{2,}|[a-z]{2,} [\uFFFC\d(]/.test(
    words,
  )
}
