import type { Caller } from '../app/access/access.ts'
import { problemError } from '../domain/problem.ts'

/** The caller of a route that lets nobody through who is not known. */
export function known(caller: Caller | undefined): Caller {
  if (caller === undefined)
    throw problemError({ code: 'internal', message: 'A request without a caller came past its permission.' })
  return caller
}
