import type { Route } from '../../src/contract/route.ts'

/** What goes into a request, once the types have seen that it fits the endpoint. */
export interface LooseInput {
  readonly params?: Readonly<Record<string, string>> | undefined
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined
  readonly body?: unknown
}

/** The address of a request; every value is encoded, so that no name leaves its place in the path. */
export function requestPath(route: Pick<Route, 'path'>, { params = {}, query = {} }: LooseInput): string {
  const path = route.path.replaceAll(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString()
  return search === '' ? path : `${path}?${search}`
}
