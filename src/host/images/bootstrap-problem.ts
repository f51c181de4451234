import { problemError, type ProblemCode } from '../../domain/problem.ts'
import { CommandError } from '../exec.ts'

interface Cause {
  /** In what mmdebstrap, apt and the hooks say; LC_ALL=C.UTF-8 keeps their words the same. */
  readonly pattern: RegExp
  readonly code: ProblemCode
  readonly hint: string
}

const causes: readonly Cause[] = [
  {
    pattern: /^E: Failed to fetch .*/m,
    code: 'download_failed',
    hint: 'Check the connection and the apt sources of this machine: apt-get update',
  },
  {
    pattern: /^E: The repository .* (?:is not signed|does not have a Release file).*/m,
    code: 'untrusted_image',
    hint: 'Check the apt sources of this machine, and that debian-archive-keyring is up to date.',
  },
  {
    pattern: /^.*(?:newuidmap|newgidmap|subuid|subgid|unshare|user namespace|userns).*$/im,
    code: 'not_supported',
    hint: 'Building without root needs user namespaces and ranges in /etc/subuid and /etc/subgid for this user (usermod --add-subuids).',
  },
]

/** What a failed build says to people: the first line that tells the cause, not the last ones about cleaning up. */
export function explainBootstrap(what: string, error: unknown): unknown {
  if (!(error instanceof CommandError) || error.end.why !== 'exit') return error
  const said = `${error.stdout}\n${error.stderr}`
  // A full disk has its own wording, the same for all commands.
  if (/No space left on device/.test(said)) return error
  const cause = causes.find(({ pattern }) => pattern.test(said))
  const line =
    cause?.pattern.exec(said)?.[0] ?? said.split('\n').find((line) => line.startsWith('E: ')) ?? error.message
  return problemError(
    {
      code: cause?.code ?? 'host_failed',
      message: `Could not build ${what}: ${line
        .replace(/^[EW]: /, '')
        .replaceAll(/\s+/g, ' ')
        .slice(0, 500)}`,
      object: { type: 'image', name: what },
      hint: cause?.hint,
    },
    error,
  )
}
