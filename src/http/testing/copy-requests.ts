import type { EndpointName } from '../../contract/routes.ts'
import { inTank, takenIn } from '../../app/testing/done.ts'
import type { House } from './house.ts'

const onUsb = { payload: { to: ['usb'] } }

/** A request of each change about copies, in the demo house. */
export const copyRequests = {
  createTarget: { url: '/v1/targets', payload: { name: 'usb', pool: 'fast' } },
  removeTarget: { url: '/v1/targets/usb' },
  setVmCopies: { url: '/v1/vms/build/copies', ...onUsb },
  setStoreCopies: { url: '/v1/stores/tank/copies', ...onUsb },
  setHostCopies: { url: '/v1/copies', payload: { to: null } },
  copyVm: { url: '/v1/vms/new/copies/usb' },
}

/** Those that change nothing on the host. */
export const copyWishes: readonly EndpointName[] = [
  'createTarget',
  'removeTarget',
  'setVmCopies',
  'setStoreCopies',
  'setHostCopies',
]

/** What has to be there before. */
export const preparedCopies: Readonly<Partial<Record<EndpointName, (house: House) => Promise<void>>>> = {
  removeTarget: withTarget,
  setVmCopies: withTarget,
  setStoreCopies: withTarget,
  async copyVm(house) {
    await withTarget(house)
    await inTank(house.host)
    await takenIn(house.host, 'tank', 'new', 's1')
  },
}

async function withTarget({ http, engine }: House): Promise<void> {
  const made = await http.inject({ method: 'POST', ...copyRequests.createTarget })
  await engine.wait(made.json<{ id: string }>().id)
}
