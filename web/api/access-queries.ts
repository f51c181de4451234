import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import type { Input } from '../../src/contract/input.ts'
import type { Answer } from './answers.ts'
import { call } from './client.ts'
import { keys } from './query-keys.ts'

// The live stream tells nothing of who may come in: each look at a page of it reads anew.
const anew = { staleTime: 0 } as const

export type OwnAccount = Answer<'getAccount'>
export type Passkey = Answer<'listPasskeys'>[number]
export type BrowserSession = Answer<'listSessions'>[number]
export type ApiToken = Answer<'listTokens'>[number]
export type User = Answer<'listUsers'>[number]
export type AuditEntry = Answer<'listAudit'>[number]
export type Web = Answer<'getWeb'>

export function useAccount(enabled: boolean): UseQueryResult<OwnAccount> {
  return useQuery({
    queryKey: keys.access('account'),
    queryFn: ({ signal }) => call('getAccount', {}, signal),
    enabled,
    ...anew,
  })
}

export function usePasskeys(): UseQueryResult<readonly Passkey[]> {
  return useQuery({
    queryKey: keys.access('passkeys'),
    queryFn: ({ signal }) => call('listPasskeys', {}, signal),
    ...anew,
  })
}

export function useSessions(): UseQueryResult<readonly BrowserSession[]> {
  return useQuery({
    queryKey: keys.access('sessions'),
    queryFn: ({ signal }) => call('listSessions', {}, signal),
    ...anew,
  })
}

export function useTokens(): UseQueryResult<readonly ApiToken[]> {
  return useQuery({
    queryKey: keys.access('tokens'),
    queryFn: ({ signal }) => call('listTokens', {}, signal),
    ...anew,
  })
}

export function useUsers(): UseQueryResult<readonly User[]> {
  return useQuery({
    queryKey: keys.access('users'),
    queryFn: ({ signal }) => call('listUsers', {}, signal),
    ...anew,
  })
}

export type AuditWish = Pick<Input<'listAudit'>['query'] & object, 'who' | 'what' | 'result'>

const entriesAtOnce = 50

/** The log of changes, newest first; more of it is read when it is asked for. */
export function useAudit(
  wish: AuditWish,
): UseInfiniteQueryResult<InfiniteData<readonly AuditEntry[], number | undefined>> {
  return useInfiniteQuery({
    queryKey: keys.access('audit', wish),
    queryFn: ({ signal, pageParam }) =>
      call(
        'listAudit',
        {
          query: { ...wish, limit: entriesAtOnce, ...(pageParam === undefined ? {} : { before: pageParam }) },
        },
        signal,
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.length < entriesAtOnce ? undefined : page.at(-1)?.n),
    placeholderData: keepPreviousData,
    ...anew,
  })
}

export function useWeb(): UseQueryResult<Web> {
  return useQuery({
    queryKey: keys.access('web'),
    queryFn: ({ signal }) => call('getWeb', {}, signal),
    ...anew,
  })
}

/** Has everything about who may come in read again, after something of it was changed. */
export function useAccessChanged(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['access'] })
}
