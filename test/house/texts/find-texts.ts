import { parseSync } from 'vite'
import { isProse, isSilentCall, saysNothing, type Place } from './text-rules.ts'
import { keyOf, type Part } from './template.ts'

/** A text that the daemon may say, and where it stands. */
export interface FoundText {
  readonly key: string
  readonly parts: readonly Part[]
  readonly file: string
  readonly line: number
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Every text of a file that a person may come to see. */
export function findTexts(file: string, source: string): FoundText[] {
  const found: FoundText[] = []
  const { program } = parseSync(file, source)
  const constants = constantsIn(program as unknown as Node)
  const visit = (node: Node, place: Place): void => {
    if (saysNothing(node, place)) return
    if (isText(node)) {
      const parts = join(partsOf(node, { source, constants }))
      if (isProse(parts, place))
        found.push({ key: keyOf(parts), parts, file, line: source.slice(0, node.start).split('\n').length })
      // What is filled in may be a text of its own.
      for (const hole of holeNodes(node)) visit(hole, { ...place, property: undefined })
      return
    }
    for (const [key, child] of children(node))
      if (key !== 'arguments' || !isSilentCall(node)) visit(child, placeOf(node, key, place))
  }
  visit(program as unknown as Node, { property: undefined, parent: undefined, file })
  return found
}

interface Source {
  readonly source: string
  readonly constants: ReadonlyMap<string, Node>
}

/** Constants that are words, or none, as something depends: they are said as part of the sentence they stand in. */
function constantsIn(program: Node): Map<string, Node> {
  const found = new Map<string, Node>()
  const twice = new Set<string>()
  const visit = (node: Node): void => {
    const [name, value] = [nameOf(node['id'] ?? {}), node['init']]
    if (node.type === 'VariableDeclarator' && name !== undefined) {
      if (found.has(name)) twice.add(name)
      const init =
        isNode(value) && value.type === 'ConditionalExpression' && isSuffix(value) ? value : undefined
      if (init) found.set(name, init)
    }
    for (const [, child] of children(node)) visit(child)
  }
  visit(program)
  for (const name of twice) found.delete(name)
  return found
}

/** Words that are added to a sentence, or not: one of the two is empty. */
function isSuffix(node: Node): boolean {
  const branches = [node['consequent'], node['alternate']] as Node[]
  return branches.some((branch) => branch['value'] === '') && hasWords(node)
}

function placeOf(node: Node, key: string, place: Place): Place {
  const parent = { type: node.type, key }
  if (node.type === 'Property' && key === 'value') return { ...place, property: nameOf(node['key']), parent }
  if (node.type === 'VariableDeclarator' && key === 'init')
    return { ...place, property: nameOf(node['id']), parent }
  if (node.type === 'ArrowFunctionExpression' && key === 'body') return { ...place, parent }
  if (node.type === 'ArrayExpression' || node.type === 'ConditionalExpression' || isWrapper(node))
    return { ...place, parent }
  return { ...place, property: undefined, parent }
}

function nameOf(node: unknown): string | undefined {
  const { type, name, value } = node as { type: string; name?: string; value?: unknown }
  return type === 'Identifier' ? name : type === 'Literal' ? String(value) : undefined
}

function children(node: Node): [string, Node][] {
  return Object.entries(node).flatMap(([key, value]): [string, Node][] =>
    Array.isArray(value)
      ? value.filter(isNode).map((child) => [key, child])
      : isNode(value)
        ? [[key, value]]
        : [],
  )
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

function isText(node: Node): boolean {
  if (node.type === 'Literal') return typeof node['value'] === 'string'
  if (node.type === 'BinaryExpression')
    return node['operator'] === '+' && (isText(node['left'] as Node) || isText(node['right'] as Node))
  return node.type === 'TemplateLiteral' || isRaw(node)
}

/** A text whose backslashes are what they look like. */
function isRaw(node: Node): boolean {
  const { type, property } = (node['tag'] ?? {}) as Partial<Node>
  return type === 'MemberExpression' && nameOf(property) === 'raw'
}

function isWrapper(node: Node): boolean {
  return [
    'TSAsExpression',
    'TSSatisfiesExpression',
    'TSNonNullExpression',
    'ParenthesizedExpression',
  ].includes(node.type)
}

function partsOf(node: Node, file: Source): Part[] {
  if (isWrapper(node)) return partsOf(node['expression'] as Node, file)
  switch (node.type) {
    case 'Literal':
      if (typeof node['value'] === 'string') return [{ kind: 'words', words: node['value'] }]
      break
    case 'TemplateLiteral':
      return (node['quasis'] as Node[]).flatMap((quasi, index) => {
        const hole = (node['expressions'] as Node[])[index]
        const words: Part = { kind: 'words', words: (quasi['value'] as { cooked: string }).cooked }
        return hole === undefined ? [words] : [words, ...partsOf(hole, file)]
      })
    case 'TaggedTemplateExpression':
      if (isRaw(node))
        return (node['quasi'] as { quasis: Node[] }).quasis.map((quasi) => ({
          kind: 'words',
          words: (quasi['value'] as { raw: string }).raw,
        }))
      break
    case 'BinaryExpression':
      if (isText(node))
        return [...partsOf(node['left'] as Node, file), ...partsOf(node['right'] as Node, file)]
      break
    case 'ConditionalExpression': {
      const branches = [node['consequent'] as Node, node['alternate'] as Node]
      if (branches.some((branch) => hasWords(branch)))
        return [{ kind: 'choice', of: branches.map((branch) => join(partsOf(branch, file))) }]
      break
    }
    case 'Identifier': {
      const constant = file.constants.get(String(node['name']))
      if (constant) return partsOf(constant, file)
      break
    }
    default:
  }
  return [{ kind: 'hole', of: file.source.slice(node.start, node.end).replaceAll(/\s+/g, ' ') }]
}

function hasWords(node: Node): boolean {
  if (isWrapper(node)) return hasWords(node['expression'] as Node)
  return (
    isText(node) ||
    (node.type === 'ConditionalExpression' &&
      (hasWords(node['consequent'] as Node) || hasWords(node['alternate'] as Node)))
  )
}

/** The nodes of what is filled in, to look for texts within. */
function holeNodes(node: Node): Node[] {
  if (isWrapper(node)) return holeNodes(node['expression'] as Node)
  if (node.type === 'Literal' || node.type === 'TaggedTemplateExpression') return []
  if (node.type === 'TemplateLiteral') return (node['expressions'] as Node[]).flatMap(holeNodes)
  if (node.type === 'BinaryExpression' && isText(node))
    return [node['left'], node['right']].flatMap((side) => holeNodes(side as Node))
  if (node.type === 'ConditionalExpression' && hasWords(node))
    return [
      node['test'] as Node,
      ...holeNodes(node['consequent'] as Node),
      ...holeNodes(node['alternate'] as Node),
    ]
  return [node]
}

/** Words that follow each other become one; an alternative nested in another stands beside it. */
function join(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.kind === 'words' && last?.kind === 'words')
      joined[joined.length - 1] = { kind: 'words', words: last.words + part.words }
    else if (part.kind !== 'words' || part.words !== '') joined.push(flat(part))
  }
  return joined
}

function flat(part: Part): Part {
  if (part.kind !== 'choice') return part
  return {
    kind: 'choice',
    of: part.of.flatMap((alternative) =>
      alternative.length === 1 && alternative[0]?.kind === 'choice' ? alternative[0].of : [alternative],
    ),
  }
}
