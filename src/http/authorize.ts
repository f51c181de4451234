import type { Caller } from '../app/access/access.ts'
import { permissions, type About } from '../contract/permissions.ts'
import type { Route } from '../contract/route.ts'
import { problemError, type ObjectRef } from '../domain/problem.ts'
import { notAllowed, reaches, sees, seesHouse, type Rights } from '../domain/rights.ts'
import type { Door } from './door.ts'

/** What a request names, before any of it was checked. */
export interface Named {
  readonly params: unknown
  readonly body: unknown
}

/** How names lead to what rights are given for. Asked only for callers who do not see the whole house. */
export interface Directory {
  /** The UUID of a VM by its name or UUID. */
  uuidOf(vm: string): string | undefined
  /** The names of the VMs that a job is about. */
  vmsOfJob(job: string): readonly string[]
}

/**
 * Lets a request through, or throws: `not_signed_in` for somebody unknown, `not_found` for what the caller may not see, `forbidden`
 * for what they may see and not do.
 */
export function authorize(
  route: Route,
  door: Pick<Door, 'kind'>,
  caller: Caller | undefined,
  named: Named,
  directory: Directory,
): void {
  const need = permissions[route.permission]
  if (route.only === 'socket' && door.kind !== 'socket') throw notHere()
  if (need.for === 'everybody') return
  if (caller === undefined) throw notSignedIn()
  if (need.for === 'oneself') return
  const { rights } = caller
  const hidden = seesHouse(rights) ? undefined : firstHidden(need.about, rights, named, directory)
  if (hidden !== undefined) throw notThere(hidden)
  const isOutside = need.about === 'house' && !seesHouse(rights)
  if (isOutside || !reaches(rights, need.level))
    throw problemError(notAllowed(caller.name, route.summary, need.level))
}

/** The first of what a request names that its caller does not see. */
function firstHidden(
  about: About,
  rights: Rights,
  { params, body }: Named,
  directory: Directory,
): ObjectRef | undefined {
  const isSeen = (vm: string) => {
    const uuid = directory.uuidOf(vm)
    return uuid !== undefined && sees(rights, uuid)
  }
  const vmUnlessSeen = (name: string): ObjectRef | undefined =>
    isSeen(name) ? undefined : { type: 'vm', name }
  switch (about) {
    case 'vm':
      return vmUnlessSeen(textAt(params, 'vm') ?? '')
    case 'vms':
      return listAt(body, 'vms')
        .map(vmUnlessSeen)
        .find((hidden) => hidden !== undefined)
    case 'job': {
      const name = textAt(params, 'job') ?? ''
      const vms = directory.vmsOfJob(name)
      return vms.length > 0 && vms.every(isSeen) ? undefined : { type: 'job', name }
    }
    case 'house':
    case 'seen':
      return undefined
  }
}

/** In the words that an object which is not there gets, so that nobody learns of others' by asking. */
function notThere({ type, name }: ObjectRef): Error {
  return problemError({
    code: 'not_found',
    object: { type, name },
    message: type === 'vm' ? `There is no VM named ${JSON.stringify(name)}.` : `There is no job ${name}.`,
    hint: `See what there is: kiste ${type} list`,
  })
}

function notSignedIn(): Error {
  return problemError({
    code: 'not_signed_in',
    message: 'Nobody is signed in, or the session has ended.',
    hint: 'Sign in on the page, or bring a token: Authorization: Bearer TOKEN.',
  })
}

function notHere(): Error {
  return problemError({
    code: 'forbidden',
    message: 'This is possible on the host itself only.',
    hint: 'Use kiste on a terminal of the host.',
  })
}

function textAt(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key)
  return typeof found === 'string' ? found : undefined
}

function listAt(value: unknown, key: string): readonly string[] {
  const found = fieldOf(value, key)
  return Array.isArray(found) ? found.map(String) : []
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined
}
