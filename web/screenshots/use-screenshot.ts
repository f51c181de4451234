import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { VmStateName } from '../../src/domain/vm.ts'
import type { Vm } from '../api/answers.ts'
import { readBytes } from '../api/client.ts'
import { useConnection } from '../api/connection.ts'
import { keys } from '../api/query-keys.ts'
import { isLasting } from './is-lasting.ts'

/** As old as a picture may become while it is looked at. */
const freshMs = 30_000

/** One that shuts down may be off when the question arrives; what it showed last stays until it is. */
const isLookedAt: Readonly<Partial<Record<VmStateName, true>>> = { running: true, paused: true }

/**
 * What a VM's screen shows, for as long as somebody looks: nothing tells when a screen changes, so it is looked at anew now and then, while
 * the tab is in sight; and at once when the VM pauses or goes on.
 */
export function useScreenshot(
  { uuid, status }: Pick<Vm, 'uuid' | 'status'>,
  widthPx: number,
): UseQueryResult<Blob> {
  const { state } = useConnection()
  return useQuery({
    queryKey: keys.screenshot(uuid, status.state, widthPx),
    queryFn: ({ signal }) => readBytes('screenshotVm', { params: { vm: uuid }, query: { widthPx } }, signal),
    enabled: state === 'live' && isLookedAt[status.state] === true,
    placeholderData: keepPreviousData,
    staleTime: freshMs,
    gcTime: 2 * freshMs,
    refetchOnWindowFocus: true,
    refetchInterval: ({ state: { error } }) => (isLasting(error) ? false : freshMs),
    retry: false,
  })
}
