import type { ReactNode } from 'react'
import type { Host, Network } from '../api/answers.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { Folded } from '../ui/folded.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { TextField } from '../ui/text-field.tsx'
import type { CreateForm } from './create-form.ts'
import styles from './fields.module.css'
import type { ImageChoice } from './image-choice.ts'

interface Part {
  readonly form: CreateForm
  readonly set: (change: Partial<CreateForm>) => void
  /** What is wrong with a field of the daemon's. */
  readonly problem: (field: string) => ReactNode
}

/** What it is called and made from, and how large it is. */
export function CreateMainFields({
  form,
  set,
  problem,
  choices,
  stores,
}: Part & { readonly choices: readonly ImageChoice[]; readonly stores: Host['stores'] }) {
  const { say, bytes } = useWords()
  const [here, fetched] = [choices.filter((one) => !one.isFetched), choices.filter((one) => one.isFetched)]
  const options = (list: readonly ImageChoice[]) =>
    list.map(({ id, title }) => (
      <option key={id} value={id}>
        {title} ({id})
      </option>
    ))
  return (
    <>
      <TextField
        label={say('create.name')}
        value={form.name}
        onChange={({ target }) => set({ name: target.value })}
        problem={problem('name')}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
      <SelectField
        label={say('create.image')}
        value={form.image}
        onChange={({ target }) => set({ image: target.value })}
        problem={problem('image')}
        hint={fetched.some(({ id }) => id === form.image) ? say('create.imageFetched') : undefined}
      >
        {here.length > 0 && <optgroup label={say('create.imagesHere')}>{options(here)}</optgroup>}
        {fetched.length > 0 && <optgroup label={say('create.imagesToFetch')}>{options(fetched)}</optgroup>}
        <option value="">{say('create.noImage')}</option>
      </SelectField>
      <div className={styles.pair}>
        <TextField
          label={say('create.memory')}
          value={form.memory}
          onChange={({ target }) => set({ memory: target.value })}
          problem={problem('memoryMiB')}
          autoComplete="off"
        />
        <TextField
          label={say('create.cpus')}
          value={form.cpus}
          onChange={({ target }) => set({ cpus: target.value })}
          problem={problem('cpus')}
          inputMode="numeric"
          autoComplete="off"
        />
        <TextField
          label={say('create.disk')}
          value={form.disk}
          onChange={({ target }) => set({ disk: target.value })}
          problem={problem('diskBytes')}
          autoComplete="off"
        />
      </div>
      {(stores.length > 1 || problem('store') !== undefined) && (
        <SelectField
          label={say('create.store')}
          value={form.store}
          onChange={({ target }) => set({ store: target.value })}
          problem={problem('store')}
        >
          {stores.map(({ name, freeBytes, lockedBy }) => (
            <option key={name} value={name} disabled={lockedBy !== undefined}>
              {lockedBy === undefined
                ? say('create.storeFree', { name, free: bytes(freeBytes) })
                : say('create.storeLocked', { name })}
            </option>
          ))}
        </SelectField>
      )}
    </>
  )
}

/** How one gets into it. */
export function CreateAccountFields({
  form,
  set,
  problem,
  usualUser,
}: Part & { readonly usualUser: string }) {
  const { say } = useWords()
  return (
    <>
      <div className={styles.pair}>
        <TextField
          label={say('create.user')}
          value={form.user}
          placeholder={usualUser}
          onChange={({ target }) => set({ user: target.value })}
          problem={problem('user')}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
        <TextField
          label={say('create.password')}
          hint={say('create.passwordHint')}
          value={form.password}
          onChange={({ target }) => set({ password: target.value })}
          problem={problem('password')}
          type="password"
          autoComplete="new-password"
        />
      </div>
      <TextArea
        label={say('create.sshKeys')}
        hint={say('create.sshKeysHint')}
        value={form.sshKeys}
        placeholder="ssh-ed25519 AAAA… anna@laptop"
        onChange={({ target }) => set({ sshKeys: target.value })}
        problem={problem('sshKeys')}
        rows={2}
      />
    </>
  )
}

const advanced = ['network', 'publish', 'packages', 'userData'] as const

/** All else, for those who know what it is. */
export function CreateAdvancedFields({
  form,
  set,
  problem,
  networks,
  hasCloudInit,
}: Part & { readonly networks: readonly Network[]; readonly hasCloudInit: boolean }) {
  const { say } = useWords()
  const mustShow = advanced.some((field) => problem(field) !== undefined)
  return (
    <Folded title={say('create.more')} mustShow={mustShow}>
      <SelectField
        label={say('create.network')}
        value={form.network}
        onChange={({ target }) => set({ network: target.value })}
        problem={form.network === 'bridge' ? undefined : problem('network')}
      >
        <option value="">{say('create.networkUsual')}</option>
        <option value="user">{say('nic.user')}</option>
        {networks.map(({ name }) => (
          <option key={name} value={name}>
            {say('nic.network', { name })}
          </option>
        ))}
        <option value="bridge">{say('create.networkBridge')}</option>
      </SelectField>
      {form.network === 'bridge' && (
        <TextField
          label={say('create.bridge')}
          value={form.bridge}
          placeholder="br0"
          onChange={({ target }) => set({ bridge: target.value })}
          problem={problem('network')}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <TextField
        label={say('create.publish')}
        hint={say('create.publishHint')}
        value={form.publish}
        onChange={({ target }) => set({ publish: target.value })}
        problem={problem('publish')}
        autoComplete="off"
      />
      {hasCloudInit && (
        <>
          <TextField
            label={say('create.packages')}
            hint={say('create.packagesHint')}
            value={form.packages}
            onChange={({ target }) => set({ packages: target.value })}
            problem={problem('packages')}
            autoCapitalize="none"
            spellCheck={false}
          />
          <TextArea
            label={say('create.userData')}
            hint={say('create.userDataHint')}
            value={form.userData}
            onChange={({ target }) => set({ userData: target.value })}
            problem={problem('userData')}
          />
        </>
      )}
      <SelectField
        label={say('vm.firmware')}
        value={form.firmware}
        onChange={({ target }) =>
          set({ firmware: target.value === 'uefi' || target.value === 'bios' ? target.value : '' })
        }
      >
        <option value="">{say('create.firmwareUsual')}</option>
        <option value="uefi">UEFI</option>
        <option value="bios">BIOS</option>
      </SelectField>
      <Check label={say('create.thick')} checked={form.thick} onChange={(thick) => set({ thick })} />
      <Check
        label={say('create.autostart')}
        checked={form.autostart}
        onChange={(autostart) => set({ autostart })}
      />
      <Check
        label={say('create.leaveOff')}
        checked={!form.start}
        onChange={(isLeftOff) => set({ start: !isLeftOff })}
      />
    </Folded>
  )
}
