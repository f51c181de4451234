import { describe, expect, it } from 'vitest'
import type { Flows } from '../../domain/metric-reading.ts'
import { vmsFor, type HostUnderTest } from './host-under-test.ts'

/** What holds for counters and sensors, on every host. */
export function metricsContract(on: () => HostUnderTest): void {
  const { make, started, vms } = vmsFor(on)
  const reading = async (uuid: string) => {
    const { vms, ...moment } = await on().host.metrics.vms()
    const vm = vms.find((one) => one.uuid === uuid)
    return vm && { ...moment, ...vm }
  }
  const expectCounting = (before: Flows, after: Flows) => {
    for (const [name, { inBytes, outBytes }] of Object.entries(after)) {
      expect(Number.isSafeInteger(inBytes) && Number.isSafeInteger(outBytes)).toBe(true)
      expect(inBytes).toBeGreaterThanOrEqual(before[name]?.inBytes ?? 0)
      expect(outBytes).toBeGreaterThanOrEqual(before[name]?.outBytes ?? 0)
    }
  }

  describe('counters and sensors', () => {
    it('of the host count up, and say what can be', async () => {
      const before = await on().host.metrics.host()
      const after = await on().host.metrics.host()
      const { memoryTotalMiB } = await on().host.facts.host()
      expect(after.upMs).toBeGreaterThanOrEqual(before.upMs)
      expect(after.cpu?.totalTicks).toBeGreaterThanOrEqual(before.cpu?.totalTicks ?? NaN)
      expect(after.cpu?.busyTicks).toBeLessThanOrEqual(after.cpu?.totalTicks ?? NaN)
      expect(after.memoryBytes).toBeGreaterThan(0)
      expect(after.memoryBytes + (after.arcBytes ?? 0)).toBeLessThanOrEqual((memoryTotalMiB + 1) * 2 ** 20)
      expectCounting(before.drives, after.drives)
      expectCounting(before.nics, after.nics)
      for (const degrees of [after.cpuCelsius, after.driveCelsius])
        if (degrees !== undefined) expect(Math.abs(degrees)).toBeLessThan(150)
    })

    it('of VMs are those that run, and begin anew with each run', async () => {
      const off = await make('silent')
      const vm = await started('counted')
      expect(await reading(off.uuid)).toBeUndefined()
      // One that has just begun may be too busy to tell of its disks.
      await on().until('its disk is counted', async () => {
        return Object.keys((await reading(vm.uuid))?.drives ?? {}).length > 0
      })
      const before = await reading(vm.uuid)
      const after = await reading(vm.uuid)
      expect(after?.run).toBe(before?.run)
      expect(after?.cpuTimeNs).toBeGreaterThanOrEqual(before?.cpuTimeNs ?? NaN)
      expect(after?.cpus).toBe(1)
      expect(after?.memoryBytes ?? 1).toBeGreaterThan(0)
      expect(Object.keys(after?.drives ?? {})).toEqual(['vda'])
      expectCounting(before?.drives ?? {}, after?.drives ?? {})
      await vms().pause(vm.uuid)
      expect(await reading(vm.uuid)).toMatchObject({ uuid: vm.uuid })
      await vms().powerOff(vm.uuid)
      expect(await reading(vm.uuid)).toBeUndefined()
      await vms().start(vm.uuid)
      expect((await reading(vm.uuid))?.run).not.toBe(before?.run)
    })
  })
}
