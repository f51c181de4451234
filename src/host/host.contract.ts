import { afterAll, beforeAll, describe } from 'vitest'
import { diskContract } from './testing/disk-contract.ts'
import { guestFilesContract } from './testing/guest-files-contract.ts'
import { guestContract } from './testing/guest-contract.ts'
import type { GuestAbilities, HostUnderTest } from './testing/host-under-test.ts'
import { imageContract } from './testing/image-contract.ts'
import { libvirtPoolContract } from './testing/libvirt-pool-contract.ts'
import { liveContract } from './testing/live-contract.ts'
import { metricsContract } from './testing/metrics-contract.ts'
import { networkContract } from './testing/network-contract.ts'
import { runContract } from './testing/run-contract.ts'
import { snapshotContract } from './testing/snapshot-contract.ts'
import { storeContract } from './testing/store-contract.ts'
import { uploadContract } from './testing/upload-contract.ts'
import { vmContract } from './testing/vm-contract.ts'

/**
 * What every host must do: the promises of `host.ts` as tests. Run on the fake, so that it stays honest, and on the real adapters,
 * so that they keep to what all else was tested against. `open` brings up a host with one image in its store.
 */
export function hostContract(
  title: string,
  abilities: GuestAbilities,
  open: () => Promise<HostUnderTest>,
): void {
  describe(`the host contract on ${title}`, () => {
    let under: HostUnderTest | undefined
    const on = () => {
      if (!under) throw new Error('the host is not open')
      return under
    }
    beforeAll(async () => {
      under = await open()
    })
    afterAll(async () => {
      await under?.stop()
    })
    vmContract(on)
    runContract(on)
    metricsContract(on)
    guestContract(on, abilities)
    diskContract(on, abilities)
    storeContract(on)
    libvirtPoolContract(on)
    if (abilities.agent) liveContract(on)
    snapshotContract(() => ({ store: on().host.stores.get('local'), ...on().hands }))
    guestFilesContract(on)
    imageContract(on)
    uploadContract(on)
    networkContract(on)
  })
}
