import { join } from 'node:path'
import { problemError, throwIfProblems } from '../../../domain/problem.ts'
import { goingTogether, snapshotRef } from '../../../domain/snapshot-rules.ts'
import type { Leaving, SnapshotHost } from '../../snapshot-host.ts'
import { placeHistory } from '../../histories-of.ts'
import { onStore } from '../../store-faults.ts'
import {
  canRemoveBranch,
  existingSnapshot,
  leavingTaken,
  mustGoBack,
  mustSwitch,
} from '../../snapshot-problems.ts'
import { diskSizesAt } from './disks-at.ts'
import { finishSwitch, seeVm, seeVms, takeVm, type KnownVm } from './known-vm.ts'
import { labelStep } from './layout.ts'
import { holdPrefix, marks, parseAuthor } from './marks.ts'
import { othersSnapshot, whyNotMove } from './obstacles.ts'
import { ramName, readDefinitionAt } from './place-files.ts'
import { mounted } from './places.ts'
import { nextGoingBack, nextSwitching } from './plan-lines.ts'
import { lostWith, nextRemovingBranch, nextRemovingPoints } from './plan-remove.ts'
import { historyOf, pointsOf, type Member, type Point } from './points.ts'
import { destroyWithCare } from './remove-vm.ts'
import { changedDisks, openPoint } from './read-points.ts'
import { makingRoom } from './reserve.ts'
import { zfsSnapshotCommands } from './snapshot-commands.ts'
import { assertUnused, carryOut, type ZfsStore } from './store.ts'
import { takePoints } from './take-points.ts'
import { find, fullName } from './tree.ts'

/** Points in time and lines of the VMs in a pool: snapshots, clones and renames, all in constant time. */
export function zfsSnapshots(store: ZfsStore): SnapshotHost {
  const { layout, zfs } = store
  const history = ({ family }: KnownVm) => historyOf(family, layout)
  const point = (known: KnownVm, id: string): Point => {
    existingSnapshot(known.vm.vm, history(known), id)
    return pointsOf(known.family).find((one) => one.id === id)!
  }
  const removeMany: SnapshotHost['removeMany'] = async (vm, uuid, ids) => {
    const unread = await store.readers.dismissMany(vm, uuid, ids)
    return makingRoom(store, async () => {
      const known = await takeVm(store, { vm, uuid })
      const { going, staying } = goingTogether(vm, history(known), unread.going)
      await carryOut(store, known.tree, (tree) => nextRemovingPoints(tree, layout, known.vm, going))
      return [...unread.staying, ...staying]
    })
  }

  return {
    history: async (vm, uuid) => history(await seeVm(store, { vm, uuid })),
    histories: async (of) =>
      (await seeVms(store, of)).map((seen) => placeHistory(seen, () => history(seen.known()))),
    create: async (vms, snapshot) => takePoints(store, vms, snapshot),
    remove: async (vm, uuid, id) => throwIfProblems(await removeMany(vm, uuid, [id])),
    removeMany,
    hold: async (vm, uuid, id, hold) => {
      const tag = `${holdPrefix}${labelStep(hold)}`
      const { members } = point(await takeVm(store, { vm, uuid }), id)
      const free = members.filter(({ snapshot }) => !snapshot.holds.includes(tag))
      if (free.length > 0) await zfs.run({ do: 'hold', snapshots: free.map(nameOf), tag })
    },
    release: async (vm, uuid, id, hold) => {
      const { members } = point(await takeVm(store, { vm, uuid }), id)
      const tag = `${holdPrefix}${hold}`
      const held = members.filter(({ snapshot }) => snapshot.holds.includes(tag))
      if (held.length > 0) await zfs.run({ do: 'release', snapshots: held.map(nameOf), tag })
    },
    definition: async (vm, uuid, id) => {
      const { line, label } = point(await seeVm(store, { vm, uuid }), id)
      await mounted(store, line)
      return readDefinitionAt(join(layout.pathOf(line.files.name), '.zfs/snapshot', label))
    },
    diskSizes: (vm, uuid, id) => diskSizesAt(store, { vm, uuid }, id),
    images: async (vm, uuid, id, reader) => openPoint(store, vm, uuid, id, reader),
    written: async (vm, uuid, from, to) => changedDisks(store, vm, uuid, from, to),
    ramPath: (vm) => join(layout.place(vm).path, ramName),
    dropRam: async (vm, uuid) => {
      await dropRam(store, await takeVm(store, { vm, uuid }))
    },
    goBack: async (vm, uuid, to) => {
      layout.branch(uuid, to.branch)
      labelStep(to.leaving.snapshot)
      const known = await takeVm(store, { vm, uuid })
      const before = history(known)
      if (mustGoBack(vm, before, to)) {
        const target = point(known, to.snapshot)
        if (target.lacking.length > 0) throw notWhole(vm, to.snapshot, target.lacking)
        await assertCanLeave(store, known, to.leaving)
        const tree = await zfs.withSettings(known.tree)
        await carryOut(store, tree, (now) => nextGoingBack(now, { layout, vm: known.vm }, to))
      }
      const arrived = await seeVm(store, { vm, uuid })
      // RAM that does not belong to these disks must never meet them.
      const { consistency } = existingSnapshot(vm, before, to.snapshot)
      await (consistency === 'ram' ? mounted(store, arrived.family.current) : dropRam(store, arrived))
    },
    switchBranch: async (vm, uuid, to, leaving) => {
      labelStep(leaving.snapshot)
      if (!(await finishSwitch(store, { vm, uuid }, to, leaving))) {
        const known = await takeVm(store, { vm, uuid })
        if (mustSwitch(vm, history(known), to)) {
          await assertCanLeave(store, known, leaving, layout.branch(uuid, to))
          await carryOut(store, known.tree, (now) =>
            nextSwitching(now, { layout, vm: known.vm }, to, leaving),
          )
        }
      }
      await mounted(store, (await seeVm(store, { vm, uuid })).family.current)
    },
    removeBranch: async (vm, uuid, branch) =>
      makingRoom(store, async () => {
        const known = await takeVm(store, { vm, uuid })
        if (canRemoveBranch(vm, history(known), branch)) await assertCanGo(store, known, branch)
        const [line, gone] = [layout.branch(uuid, branch), layout.gone(uuid, { branch })]
        await destroyWithCare(store, {
          vm,
          what: `branch ${branch} of VM ${vm}`,
          uuid,
          roots: [gone],
          look: [layout.vm(vm), layout.branchesOf(uuid), gone],
          next: (tree, sweep) => nextRemovingBranch(tree, layout, known.vm, branch, sweep),
          isThere: (tree) => find(tree, line) !== undefined,
          isLeftOver: (tree) =>
            find(tree, line) === undefined &&
            nextRemovingBranch(tree, layout, known.vm, branch) !== undefined,
        })
      }),
    commands: zfsSnapshotCommands(layout),
  }
}

const nameOf = ({ dataset, snapshot }: Member) => fullName(dataset, snapshot)

async function dropRam(store: ZfsStore, { family }: KnownVm): Promise<void> {
  const { files } = await mounted(store, family.current)
  const path = join(store.layout.pathOf(files.name), ramName)
  await onStore('remove', path, () => store.files.remove(path))
}

/**
 * Refuses while the VM runs, something that is not Kiste's would come along, with the line that is left or with the one that is coming and
 * moved for it, or what is left cannot be kept under that name.
 */
async function assertCanLeave(
  store: ZfsStore,
  { vm, tree, family }: KnownVm,
  leaving: Leaving,
  coming?: string,
): Promise<void> {
  const { files, disks } = family.current
  const last = files.snapshots.at(-1)
  const isLeaving =
    last?.label === leaving.snapshot &&
    parseAuthor(last.own) === 'leaving' &&
    last.own[marks.createdAt] === leaving.at
  const history = historyOf(family, store.layout)
  if (!isLeaving && history.snapshots.some(({ id }) => id === leaving.snapshot))
    throw leavingTaken(vm.vm, history, leaving.snapshot)
  const roots = [files.name, ...(coming === undefined ? [] : [coming])]
  throwIfProblems(whyNotMove(tree, { what: `VM ${vm.vm}`, uuid: vm.uuid, roots }))
  await assertUnused(store, vm.vm, disks)
}

/** Refuses to remove a line in which something is not Kiste's, or in use. */
async function assertCanGo(store: ZfsStore, { vm, tree, family }: KnownVm, branch: string): Promise<void> {
  const line = family.left.find((one) => one.branch === branch)
  if (!line) return
  const target = { what: `branch ${branch} of VM ${vm.vm}`, uuid: vm.uuid, roots: [line.files.name] }
  throwIfProblems([
    ...whyNotMove(tree, target),
    ...lostWith(family, line)
      .filter(({ snapshot }) => parseAuthor(snapshot.own) === undefined)
      .map(({ dataset, snapshot }) => othersSnapshot(fullName(dataset, snapshot))),
  ])
  await assertUnused(store, vm.vm, line.disks)
}

function notWhole(vm: string, id: string, disks: readonly string[]) {
  return problemError({
    code: 'not_supported',
    object: snapshotRef(vm, id),
    message: `Snapshot ${id} of ${vm} was taken by another tool and lacks the disks ${disks.join(', ')}.`,
    hint: 'Go back to one that holds all of the VM.',
  })
}
