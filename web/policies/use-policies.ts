import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { Answer, Vm } from '../api/answers.ts'
import { call } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'
import { lookAgainMs } from './coming.ts'

/** What is wished of the host, of stores and of VMs. */
export function usePolicies(): UseQueryResult<Answer<'listPolicies'>> {
  return useQuery({ queryKey: keys.policies, queryFn: ({ signal }) => call('listPolicies', {}, signal) })
}

/** What holds for a VM. It changes with what is wished and with its past, and once a time that was to come has come. */
export function useVmPolicy({
  name,
  managed,
}: Pick<Vm, 'name' | 'managed'>): UseQueryResult<Answer<'getVmPolicy'>> {
  return useQuery({
    queryKey: keys.vmPolicy(name),
    queryFn: ({ signal }) => call('getVmPolicy', { params: { vm: name } }, signal),
    enabled: managed,
    refetchInterval: ({ state: { data } }) =>
      data === undefined ? false : lookAgainMs(data.coming, Date.now()),
  })
}
