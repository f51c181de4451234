import type { JobEndpoint } from '../../src/contract/endpoints.ts'
import type { Input } from '../../src/contract/input.ts'
import type { Route } from '../../src/contract/route.ts'
import { routes, type EndpointName } from '../../src/contract/routes.ts'
import { ApiError, toApiError } from './api-error.ts'
import { requestPath, type LooseInput } from './request-path.ts'
import type { Answer, Job, Plan } from './answers.ts'

/** Asks the daemon; rejects with `ApiError`. */
export async function call<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
): Promise<Answer<Name>> {
  return (await send(name, input as LooseInput, signal)) as Answer<Name>
}

/** Has a change made, and answers with its job. */
export async function submit<Name extends JobEndpoint>(name: Name, input: Input<Name>): Promise<Job> {
  return (await send(name, input as LooseInput)) as Job
}

/** What `submit` would do. */
export async function preview<Name extends JobEndpoint>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
): Promise<Plan> {
  const given = input as LooseInput
  return (await send(name, { ...given, query: { ...given.query, dryRun: true } }, signal)) as Plan
}

async function send(name: EndpointName, input: LooseInput, signal?: AbortSignal): Promise<unknown> {
  const route: Route = routes[name]
  let answer: Response
  try {
    answer = await fetch(requestPath(route, input), {
      method: route.method,
      ...(route.takes === 'json'
        ? { body: JSON.stringify(input.body ?? {}), headers: { 'content-type': 'application/json' } }
        : {}),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new ApiError([{ code: 'internal', message: 'The daemon does not answer.' }], 0)
  }
  const text = await answer.text()
  if (!answer.ok) throw toApiError(answer.status, text)
  return JSON.parse(text)
}
