import type { Vm } from '../api/answers.ts'

/** The ports of the host that lead into a VM: `8080 → 80`; with the address where it is more than this machine's own. */
export function sayForwards(vm: Pick<Vm, 'nics'>): string {
  return vm.nics
    .flatMap(({ link }) => (link.type === 'user' ? link.forwards : []))
    .map(({ hostAddress, hostPort, guestPort, protocol }) => {
      const bracketed = hostAddress.includes(':') ? `[${hostAddress}]` : hostAddress
      const where = hostAddress === '127.0.0.1' ? '' : `${bracketed}:`
      return `${where}${hostPort} → ${guestPort}${protocol === 'udp' ? '/udp' : ''}`
    })
    .join(', ')
}
