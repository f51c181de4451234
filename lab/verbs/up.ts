import { flavourNamed, flavours } from '../build/flavours.ts'
import { sshCommand } from '../ssh-command.ts'
import { diskSlots } from '../machine-record.ts'
import { upAgain, upFresh } from '../up.ts'
import { parseWords, UsageError, wholeNumber, type Verb } from './verb.ts'

export const up: Verb = {
  name: 'up',
  words: '[--name NAME] [--flavour NAME] [--disks MiB,MiB,…] [--kvm] [--again] …',
  what: 'makes a machine afresh and boots it; --again boots one that is off, with what it holds',
  async act(words, work) {
    const { values } = parseWords(words, {
      name: { type: 'string' },
      flavour: { type: 'string', default: flavours[0]!.name },
      cpus: { type: 'string', default: '2' },
      memory: { type: 'string', default: '4096' },
      disks: { type: 'string' },
      sector: { type: 'string', default: '512' },
      kvm: { type: 'boolean', default: false },
      network: { type: 'boolean', default: false },
      again: { type: 'boolean', default: false },
    })
    const flavour = flavourNamed(values.flavour).name
    const name = values.name ?? flavour
    const sizes = values.disks?.split(',').map((text) => wholeNumber(text, '--disks', 64, 1024 * 1024))
    if (sizes && sizes.length > diskSlots)
      throw new UsageError(`A machine has sockets for ${diskSlots} disks.`)
    if (values.sector !== '512' && values.sector !== '4096') throw new UsageError('--sector is 512 or 4096.')
    const startedAt = performance.now()
    const lab = values.again
      ? await upAgain(name, work)
      : await upFresh(
          {
            name,
            flavour,
            cpus: wholeNumber(values.cpus, '--cpus', 1, 64),
            memoryMiB: wholeNumber(values.memory, '--memory', 1024, 1024 * 1024),
            sectorBytes: values.sector === '512' ? 512 : 4096,
            kvm: values.kvm,
            reachesOut: values.network,
            ...(sizes ? { diskSizesMiB: sizes } : {}),
          },
          work,
        )
    const record = await lab.record()
    await lab.close()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    console.log(`${name} is up after ${seconds} s (${record.flavour}, OpenZFS ${record.zfs}).`)
    console.log(`  npm run lab -- shell --name ${name}`)
    console.log(`  ${sshCommand(record)}`)
    return 0
  },
}
