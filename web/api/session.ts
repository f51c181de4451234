import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query'
import { reaches, seesHouse, type Level } from '../../src/domain/rights.ts'
import type { Answer } from './answers.ts'
import { ApiError } from './api-error.ts'
import { call } from './client.ts'
import { keys } from './query-keys.ts'

export type Session = Answer<'getSession'>

/** Whether somebody is signed in, and who. */
export function useSession(): UseQueryResult<Session> {
  return useQuery({
    queryKey: keys.session,
    queryFn: ({ signal }) => call('getSession', {}, signal),
    // Until somebody is in, no stream would notice that the daemon is back.
    refetchInterval: ({ state }) => (state.data === undefined && state.status === 'error' ? 2_000 : false),
  })
}

/** Whether somebody may do what takes this much. */
export type May = (level: Level) => boolean

/** What whoever is signed in may do. Which VMs are theirs the inventory shows: there are no others in it. */
export function useMay(): May {
  const { data } = useSession()
  return (level) => data?.state === 'signed-in' && reaches(data.rights, level)
}

/** Whether whoever is signed in may do so much in the whole house, beyond single VMs: see its pools, or change them. */
export function useMayInHouse(level: Level): boolean {
  const { data } = useSession()
  return data?.state === 'signed-in' && seesHouse(data.rights) && reaches(data.rights, level)
}

/** Whether whoever is signed in may do everything. */
export function useIsAdmin(): boolean {
  const { data } = useSession()
  return data?.state === 'signed-in' && data.rights.level === 'admin' && data.rights.reach.of === 'house'
}

/** Whether whoever is signed in sees the host itself, and not some VMs alone. */
export function useSeesHouse(): boolean {
  const { data } = useSession()
  return data?.state === 'signed-in' && data.rights.reach.of === 'house'
}

/** Whether there is an account of whoever looks: who came through the unix socket, as in development, has none. */
export function useHasAccount(): boolean {
  const { data } = useSession()
  return data?.state === 'signed-in' && data.via === 'session'
}

/** What to do with the answer of a door: the page goes on as whoever came in. */
export function useEnter(): (session: Session) => void {
  const queries = useQueryClient()
  return (session) => void queries.setQueryData(keys.session, session)
}

/** Asks anew who is signed in and what they may do. */
export function useRefreshSession(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: keys.session })
}

/** Ends the session and forgets all that was read in it. */
export async function signOut(): Promise<void> {
  await call('signOut', {})
  window.location.assign('/')
}

/** A session that was ended elsewhere, or by time, shows by the first answer that says so. */
export function noteLostSession(queries: QueryClient, error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401) return
  const known = queries.getQueryData<Session>(keys.session)
  if (known?.state === 'signed-in') void queries.setQueryData(keys.session, { state: 'anonymous' })
}
