/** One pool's part of `zpool status` or `zpool import`: `key: value`, values going on in indented lines, and a table. */
export interface Report {
  /** The value of a key, with its further lines; the first one where a key comes twice. */
  field(key: string): string | undefined
  /** All values of a key. */
  fields(key: string): readonly string[]
  /** The lines of the table, tabs taken off, empty lines left out. */
  readonly config: readonly string[]
}

const keyLine =
  /^ {0,5}(pool|id|state|status|action|see|scan|remove|checkpoint|expand|config|errors|dedup|comment|scan warning): ?(.*)$/

/** The lines of each pool. Every pool's part begins with its name. */
export function splitReports(stdout: string): readonly (readonly string[])[] {
  const reports: string[][] = []
  for (const line of stdout.split('\n')) {
    if (/^ {2,3}pool: /.test(line)) reports.push([line])
    else reports.at(-1)?.push(line)
  }
  return reports
}

/** Takes one pool's part to pieces. Continued lines begin with a tab or many blanks, so none is taken for a key. */
export function parseReport(lines: readonly string[]): Report {
  const found: { readonly key: string; value: string }[] = []
  const config: string[] = []
  for (const line of lines) {
    const head = keyLine.exec(line)
    const last = found.at(-1)
    if (head) found.push({ key: head[1] ?? '', value: head[2] ?? '' })
    else if (last?.key === 'config') {
      if (line.startsWith('\t')) config.push(line.slice(1))
    } else if (last) last.value += `\n${line}`
  }
  const fields = (key: string) =>
    found.filter((entry) => entry.key === key).map(({ value }) => value.replace(/\n\s*$/, ''))
  return { field: (key) => fields(key)[0], fields, config }
}
