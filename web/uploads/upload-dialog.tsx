import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { imageIdFor } from '../../src/domain/image-id.ts'
import { call } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'
import { wishFor } from '../api/wish.ts'
import { PlanView } from '../components/plan-view.tsx'
import { ProblemList } from '../components/problem-list.tsx'
import { Said } from '../components/said.tsx'
import { shellWord } from '../components/shell-word.ts'
import { PlanAgain, Planning } from '../forms/planning.tsx'
import { SendButton } from '../forms/send-button.tsx'
import { useIsHere } from '../forms/use-is-here.ts'
import { usePlans } from '../forms/use-plans.ts'
import { useSubmit } from '../forms/use-submit.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { TextField } from '../ui/text-field.tsx'
import { fingerprintOf, uploadOf } from './same-file.ts'
import { startSending } from './sendings.ts'

const fields = ['id', 'sha256']

/** Asks what a file is to be called before it is sent. Whatever would be refused once it is there is refused before. */
export function UploadDialog({ file, onClose }: { readonly file: File; readonly onClose: () => void }) {
  const { say, bytes } = useWords()
  const queries = useQueryClient()
  const [id, setId] = useState(() => imageIdFor(file.name))
  const [sum, setSum] = useState('')
  const isHere = useIsHere()
  const sha256 = sum.trim() === '' ? undefined : sum.trim()
  const body = { id, upload: '', fileName: file.name, ...(sha256 === undefined ? {} : { sha256 }) }
  const { each, isSettled, isAsking, again } = usePlans([wishFor('importImage', { body })])
  const { plan, problems = [] } = each[0] ?? {}
  const form = useSubmit(async () => {
    const fingerprint = await fingerprintOf(file)
    const wish = {
      name: file.name,
      sizeBytes: file.size,
      fingerprint,
      ...(sha256 === undefined ? {} : { sha256 }),
    }
    const upload =
      uploadOf({ ...wish, sha256 }, await call('listUploads', {})) ??
      (await call('beginUpload', { body: wish }))
    startSending(upload, file, id)
    void queries.invalidateQueries({ queryKey: keys.uploads })
    if (isHere()) onClose()
  }, isHere)
  const all = [...form.problems, ...problems]
  const problemOf = (field: string) => {
    const said = all.filter((problem) => problem.field === field)
    return said.length === 0 ? undefined : said.map(({ message }) => <Said key={message} text={message} />)
  }
  const others = all.filter(({ field }) => !fields.includes(field ?? ''))
  return (
    <Modal
      open
      onClose={onClose}
      title={say('upload.question', { name: file.name })}
      foot={
        <>
          <Button onClick={onClose}>{say('dialog.cancel')}</Button>
          <SendButton
            label={say('upload.send')}
            isBusy={form.isBusy}
            look="main"
            disabled={!isSettled || !plan}
            onClick={form.onSubmit}
          />
        </>
      }
    >
      <p>{say('upload.means', { size: bytes(file.size) })}</p>
      <TextField
        label={say('getImage.id')}
        value={id}
        onChange={({ target }) => setId(target.value)}
        problem={problemOf('id')}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        label={say('getImage.sha256')}
        hint={say('upload.sha256Hint')}
        value={sum}
        onChange={({ target }) => setSum(target.value)}
        problem={problemOf('sha256')}
        autoComplete="off"
        spellCheck={false}
      />
      {plan && <PlanView plan={plan} />}
      {!plan && problems.length === 0 && <Planning />}
      {others.length > 0 && <ProblemList problems={others} />}
      {problems.some(({ field }) => !fields.includes(field ?? '')) && (
        <PlanAgain isAsking={isAsking} again={again} />
      )}
      <CommandLine
        command={[
          'kiste',
          'image',
          'import',
          file.name,
          '--id',
          id,
          ...(sha256 === undefined ? [] : ['--sha256', sha256]),
        ]
          .map(shellWord)
          .join(' ')}
        copy={say('command.copy')}
        copied={say('command.copied')}
      />
    </Modal>
  )
}
