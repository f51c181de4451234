import { useState } from 'react'
import type { Job } from '../api/answers.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import {
  emptyGetImage,
  getImageCommand,
  getImageWish,
  proposedId,
  type GetImageForm,
  type ImageSource,
} from './get-image.ts'
import { PlanDialog } from './plan-dialog.tsx'

const questions: Readonly<Record<ImageSource['from'], MessageKey>> = {
  catalogue: 'getImage.catalogue',
  build: 'getImage.build',
  address: 'getImage.address',
  upload: 'getImage.upload',
}

/** Has an image come into the house: fetched, built, or taken. */
export function GetImageDialog({
  source,
  onClose,
  onBegun,
}: {
  readonly source: ImageSource
  readonly onClose: () => void
  readonly onBegun?: (jobs: readonly Job[]) => void
}) {
  const { say } = useWords()
  const [form, setForm] = useState<GetImageForm>(emptyGetImage)
  const set = (change: Partial<GetImageForm>) => setForm({ ...form, ...change })
  const wish = getImageWish(source, form)
  return (
    <PlanDialog
      title={say(questions[source.from], { name: source.from === 'catalogue' ? source.title : '' })}
      label={say('getImage.do')}
      wishes={wish ? [{ name: source.from, wish }] : []}
      command={getImageCommand(source, form)}
      fields={['id', 'url', 'sha256']}
      onClose={onClose}
      {...(onBegun ? { onBegun } : {})}
    >
      {(problemOf) => (
        <>
          {source.from === 'build' && (
            <SelectField
              label={say('getImage.release')}
              value={form.release}
              onChange={({ target }) => set({ release: target.value === '13' ? '13' : '12' })}
            >
              <option value="12">Debian 12 (bookworm)</option>
              <option value="13">Debian 13 (trixie)</option>
            </SelectField>
          )}
          {source.from === 'address' && (
            <TextField
              label={say('getImage.url')}
              hint={say('getImage.urlHint')}
              value={form.url}
              onChange={({ target }) => set({ url: target.value })}
              problem={problemOf('url')}
              type="url"
              placeholder="https://"
              takesFocus
            />
          )}
          <TextField
            label={say('getImage.id')}
            value={form.id}
            placeholder={proposedId(source, form)}
            onChange={({ target }) => set({ id: target.value })}
            problem={problemOf('id')}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
          {source.from === 'address' && (
            <TextField
              label={say('getImage.sha256')}
              hint={say('getImage.sha256Hint')}
              value={form.sha256}
              onChange={({ target }) => set({ sha256: target.value })}
              problem={problemOf('sha256')}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </>
      )}
    </PlanDialog>
  )
}
