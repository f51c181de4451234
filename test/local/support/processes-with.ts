import { readdir, readFile } from 'node:fs/promises'

/** The processes whose command line or environment names this, this process left out; with `program`, only those that run that. */
export async function processesWith(text: string, program = ''): Promise<number[]> {
  const found: number[] = []
  for (const pid of (await readdir('/proc')).filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  )) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
    const [line, environment] = [await read('cmdline'), await read('environ')]
    if ((line.includes(text) || environment.includes(text)) && line.includes(program)) found.push(Number(pid))
  }
  return found
}
