import { useDeferredValue, useMemo, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { vmStates } from '../../src/domain/vm.ts'
import { useInventory } from '../api/queries.ts'
import { useMay, useMayInHouse } from '../api/session.ts'
import { FirstCards } from '../components/first-cards.tsx'
import { filterVms, readFilter, writeFilter, type VmFilter } from '../components/filter-vms.ts'
import { Loading } from '../components/loading.tsx'
import { PageHead } from '../components/page-head.tsx'
import { paths } from '../components/paths.ts'
import { splitByAllowed, vmActionRules } from '../components/vm-actions.ts'
import { vmDeedRules, whyNotDeed } from '../components/vm-deeds.ts'
import { vmStateNames } from '../components/vm-state-names.ts'
import { VmTable } from '../components/vm-table.tsx'
import { vmsVerdict } from '../components/vms-verdict.ts'
import { useVmActions } from '../forms/use-vm-actions.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import styles from './vms-page.module.css'

const none: ReadonlySet<string> = new Set()
const bulkActions = ['start', 'shutdown'] as const
const bulkDeeds = ['snapshot', 'delete'] as const

export function VmsPage() {
  const { say, number } = useWords()
  const vms = useInventory()?.vms
  const search = useSearch()
  const [, navigate] = useLocation()
  const [selected, setSelected] = useState(none)
  const { ask, dialog } = useVmActions()
  const mayChange = useMayInHouse('admin')
  const may = useMay()
  const filter = readFilter(search)
  const { text, state } = useDeferredValue(filter)
  const shown = useMemo(() => filterVms(vms ?? [], { text, state }), [vms, text, state])
  if (!vms) return <Loading />

  const chosen = shown.filter(({ uuid }) => selected.has(uuid))
  const setFilter = (next: VmFilter) => {
    const query = writeFilter(search, next)
    navigate(query === '' ? paths.vms : `${paths.vms}?${query}`, { replace: true })
  }
  return (
    <>
      <PageHead
        title={say('nav.vms')}
        verdict={vmsVerdict(vms)}
        actions={
          mayChange && (
            <Link className={buttonClass('main')} href={paths.newVm()}>
              {say('create.link')}
            </Link>
          )
        }
      />
      {vms.length === 0 ? (
        <div className={styles.first}>
          {mayChange && <FirstCards />}
          <CommandLine
            command="kiste vm create debian --image debian-12 --pull"
            copy={say('command.copy')}
            copied={say('command.copied')}
          />
        </div>
      ) : (
        <>
          <div className={styles.tools} role="search">
            <input
              type="search"
              className={styles.field}
              aria-label={say('vms.filter.name')}
              placeholder={say('vms.filter.name')}
              value={filter.text}
              onChange={({ target }) => setFilter({ ...filter, text: target.value })}
            />
            <select
              className={styles.field}
              aria-label={say('vms.filter.state')}
              value={filter.state ?? ''}
              onChange={({ target }) =>
                setFilter({ ...filter, state: vmStates.find((name) => name === target.value) })
              }
            >
              <option value="">{say('vms.filter.anyState')}</option>
              {vmStates.map((name) => (
                <option key={name} value={name}>
                  {say(vmStateNames[name])}
                </option>
              ))}
            </select>
            <span className={styles.count} role="status">
              {shown.length < vms.length &&
                say('vms.filter.shown', { shown: number(shown.length), all: number(vms.length) })}
            </span>
          </div>
          {chosen.length > 0 && (
            <div
              className={styles.bulk}
              role="group"
              aria-label={say('vms.selected', { count: chosen.length })}
            >
              <b>{say('vms.selected', { count: chosen.length })}</b>
              {bulkActions.map((action) => {
                const { able } = splitByAllowed(action, chosen)
                return (
                  <Button key={action} disabled={able.length === 0} onClick={() => ask(action, chosen)}>
                    {say(vmActionRules[action].label)}
                    {able.length > 0 && able.length < chosen.length && ` (${number(able.length)})`}
                  </Button>
                )
              })}
              {bulkDeeds
                .filter((deed) => may(vmDeedRules[deed].level))
                .map((deed) => {
                  const able = chosen.filter((vm) => whyNotDeed(deed, vm) === undefined)
                  return (
                    <Button key={deed} disabled={able.length === 0} onClick={() => ask(deed, chosen)}>
                      {say(vmDeedRules[deed].label)}
                      {able.length > 0 && able.length < chosen.length && ` (${number(able.length)})`}
                    </Button>
                  )
                })}
              <Button look="quiet" onClick={() => setSelected(none)}>
                {say('vms.selectNone')}
              </Button>
            </div>
          )}
          <div className={styles.card}>
            {shown.length === 0 ? (
              <p className={styles.empty}>
                {say('vms.filter.nothing')}{' '}
                <Button look="quiet" onClick={() => setFilter({ text: '', state: undefined })}>
                  {say('vms.filter.clear')}
                </Button>
              </p>
            ) : (
              <VmTable
                vms={shown}
                label={say('nav.vms')}
                {...(may('operate') ? { selection: { uuids: selected, set: setSelected } } : {})}
                ask={ask}
              />
            )}
          </div>
        </>
      )}
      {dialog}
    </>
  )
}
