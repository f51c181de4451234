import { problemError } from '../../domain/problem.ts'

/** Nobody has said for which names, and from whom. */
export function noPublicCertificate(): Error {
  return problemError({
    code: 'not_supported',
    message: 'No certificate of a public authority is asked for here.',
    hint: 'Start the daemon with --web and --web-acme FILE; docs/access.md says what stands in the file.',
  })
}
