import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { lacksZfs, useDrives, usePoolLayouts, usePools } from '../api/pool-queries.ts'
import { useMayInHouse } from '../api/session.ts'
import { wishFor } from '../api/wish.ts'
import layout from '../components/layout.module.css'
import { PageHead } from '../components/page-head.tsx'
import { paths } from '../components/paths.ts'
import { ReadProblems, Unread } from '../components/unread.tsx'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { needErasing } from '../pools/drive-choice.ts'
import { driveTone } from '../pools/drive-notes.ts'
import { DrivePicker } from '../pools/drive-picker.tsx'
import { kindNames } from '../pools/layout-words.ts'
import { LayoutChoices } from '../pools/layout-choices.tsx'
import { newKeyOf, type KeyForm } from '../pools/new-key.ts'
import { NewPoolFields, type NewPoolGiven } from '../pools/new-pool-fields.tsx'
import { emptyGroup, groupWishes, onlyOf, type GroupForm } from '../pools/group-form.ts'
import { GroupList } from '../pools/group-list.tsx'
import { groupsOf, newPoolCommand, poolToMake, whyNotMade, type NewPoolOptions } from '../pools/new-pool.ts'
import type { GroupWish } from '../pools/pool-change.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Check } from '../ui/check.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import styles from './vm-page.module.css'
import type { Drive } from '../api/answers.ts'

/** A new pool: which drives, how they share data, and what it is called. */
export function NewPoolPage() {
  const { say } = useWords()
  const drives = useDrives()
  const pools = usePools()
  const isAdmin = useMayInHouse('admin')
  const head = (
    <PageHead
      title={say('newPool.title')}
      verdict={
        lacksZfs(pools.error)
          ? { tone: 'off', lead: { key: 'pools.verdict.noZfs' }, rest: [{ key: 'pools.verdict.noZfsMeans' }] }
          : isAdmin
            ? { tone: 'off', lead: { key: 'newPool.verdict' }, rest: [{ key: 'newPool.verdictNext' }] }
            : { tone: 'off', lead: { key: 'newPool.notYours' }, rest: [] }
      }
      above={
        <Link className={styles.up ?? ''} href={paths.pools}>
          {say('nav.pools')}
        </Link>
      }
    />
  )
  if (!isAdmin) return head
  if (!drives.data || !pools.data)
    return (
      <>
        {(pools.error ?? drives.error) && head}
        <Unread reads={[pools, drives]} />
      </>
    )
  return (
    <>
      {head}
      <Wizard drives={drives.data} taken={pools.data.map(({ name }) => name)} />
    </>
  )
}

function Wizard({ drives, taken }: { readonly drives: readonly Drive[]; readonly taken: readonly string[] }) {
  const { say } = useWords()
  const [, navigate] = useLocation()
  const [chosen, choose] = useState<readonly string[]>(() =>
    // Bare, and nothing speaks against them.
    drives.filter((drive) => driveTone(drive) === 'off').map(({ id }) => id),
  )
  const [kind, setKind] = useState<GroupWish['kind'] | ''>('')
  const [title, setTitle] = useState<string>()
  const [given, give] = useState<NewPoolGiven>(() => ({
    name: taken.includes('tank') ? '' : 'tank',
    compression: 'lz4',
    mountpoint: '',
    compatibility: '',
  }))
  /** The groups, where somebody lays them out; else one chooses a layout. */
  const [byHand, setByHand] = useState<readonly GroupForm[]>()
  const [eraseMeant, setErase] = useState(false)
  const [wasteMeant, setWaste] = useState(false)
  const [encryption, setEncryption] = useState<KeyForm>()
  const [isAsking, setAsking] = useState(false)

  const wish = { drives: [...chosen], ...(kind === '' ? {} : { kind }) }
  const answer = usePoolLayouts(wish, chosen.length > 0)
  const layouts = chosen.length > 0 ? (answer.data?.layouts ?? []) : []
  // What was chosen before the drives changed is chosen still, if there is such a layout.
  const plan = layouts.find((one) => one.title === title) ?? layouts[0]
  const groups = byHand ? groupWishes(byHand) : plan ? groupsOf(plan) : []
  const used = groups.flatMap((group) => group.drives)
  const losesData = needErasing(drives, byHand ? used : chosen)
  // Of what was laid out by hand only the plan tells.
  const wastes = byHand !== undefined || (plan?.wastedBytes ?? 0) > 0
  const key = encryption && newKeyOf(encryption)
  const options: NewPoolOptions = {
    ...given,
    erase: losesData && eraseMeant,
    acceptWaste: wastes && wasteMeant,
    encryption: key,
  }
  const whyNot = whyNotMade({
    hasLayout: groups.length > 0 && (byHand !== undefined || !answer.isPlaceholderData),
    name: given.name,
    lacksKey: encryption !== undefined && key === undefined,
  })
  const command = newPoolCommand(groups, options)
  return (
    <div className={layout.stack}>
      <Card title={say('newPool.step.drives')}>
        <DrivePicker
          legend={say('newPool.drives')}
          drives={drives}
          chosen={chosen}
          isMany
          onChange={(next) => {
            choose(next)
            setByHand(byHand && onlyOf(byHand, next))
          }}
        />
        {losesData && <Check label={say('drive.erase')} checked={eraseMeant} onChange={setErase} />}
      </Card>
      <Card title={say('newPool.step.layout')}>
        {chosen.length === 0 && <p className={layout.soft}>{say('newPool.noDrives')}</p>}
        {byHand ? (
          <GroupList
            groups={byHand}
            drives={drives.filter(({ id }) => chosen.includes(id))}
            onChange={setByHand}
          />
        ) : (
          <>
            <ReadProblems reads={[answer]} />
            {chosen.length > 0 && answer.isPending && <p className={layout.soft}>{say('dialog.planning')}</p>}
            {chosen.length > 0 && answer.data && (
              <LayoutChoices answer={answer.data} chosen={plan} onChange={(next) => setTitle(next.title)} />
            )}
          </>
        )}
        {wastes && <Check label={say('pool.acceptWaste')} checked={wasteMeant} onChange={setWaste} />}
        <details className={layout.soft}>
          <summary>{say('newPool.otherKind')}</summary>
          <Check
            label={say('newPool.byHand')}
            checked={byHand !== undefined}
            onChange={(next) => setByHand(next ? [emptyGroup] : undefined)}
          />
          {!byHand && (
            <ChoiceField
              label={say('pool.add.kind')}
              value={kind}
              options={[
                ['', say('newPool.anyKind')],
                ...Object.entries(kindNames).map(([name, key]) => [name, say(key)] as const),
              ]}
              onChange={(next) => setKind(next as typeof kind)}
            />
          )}
        </details>
      </Card>
      <Card title={say('newPool.step.name')}>
        <NewPoolFields options={given} onChange={give} encryption={encryption} onEncryption={setEncryption} />
      </Card>
      <div>
        <Button look="main" disabled={whyNot !== undefined} onClick={() => setAsking(true)}>
          {say('newPool.plan')}
        </Button>
        {whyNot !== undefined && <p className={layout.soft}>{say(whyNot)}</p>}
        <CommandLine command={command} copy={say('command.copy')} copied={say('command.copied')} />
      </div>
      {isAsking && (
        <PlanDialog
          title={say('newPool.question', { name: given.name })}
          label={say('pools.create')}
          wishes={[{ name: given.name, wish: wishFor('createPool', { body: poolToMake(groups, options) }) }]}
          command={command}
          onClose={() => setAsking(false)}
          onBegun={([job]) => job && navigate(paths.job(job.id))}
        />
      )}
    </div>
  )
}
