import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { Answer } from '../api/answers.ts'
import { call } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'
import { useSeesHouse } from '../api/session.ts'

/** Where copies go; not asked for by those who see VMs only. */
export function useTargets(): UseQueryResult<Answer<'listTargets'>> {
  return useQuery({
    queryKey: keys.targets,
    queryFn: ({ signal }) => call('listTargets', {}, signal),
    enabled: useSeesHouse(),
  })
}

/** What is wished to be copied, and how each VM is at each target; not asked for by those who see VMs only. */
export function useCopies(): UseQueryResult<Answer<'listCopies'>> {
  return useQuery({
    queryKey: keys.copies,
    queryFn: ({ signal }) => call('listCopies', {}, signal),
    enabled: useSeesHouse(),
  })
}
