import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useOpenUploads } from '../api/queries.ts'
import { keys } from '../api/query-keys.ts'
import { problemsOf } from '../api/api-error.ts'
import { paths } from '../components/paths.ts'
import { ProblemList } from '../components/problem-list.tsx'
import { ReadProblems } from '../components/unread.tsx'
import { GetImageDialog } from '../forms/get-image-dialog.tsx'
import type { ImageSource } from '../forms/get-image.ts'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { ProgressBar } from '../ui/bar.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import type { ApiProblem } from '../api/answers.ts'
import { sendingWords } from './sending-words.ts'
import {
  discardUpload,
  forgetSending,
  pauseSending,
  resumeSending,
  useSendings,
  type Sending,
} from './sendings.ts'
import styles from './upload-list.module.css'

/** Files on their way: those that this tab sends, and those that were begun elsewhere or before. */
export function UploadList() {
  const { say, bytes } = useWords()
  const queries = useQueryClient()
  const sendings = useSendings()
  const read = useOpenUploads()
  const open = read.data ?? []
  const [problems, setProblems] = useState<readonly ApiProblem[]>([])
  const [source, setSource] = useState<ImageSource>()
  const waiting = open.filter(({ id }) => !sendings.some(({ upload }) => upload.id === id))
  const discard = (id: string) => {
    setProblems([])
    discardUpload(id)
      .catch((error: unknown) => setProblems(problemsOf(error)))
      .finally(() => void queries.invalidateQueries({ queryKey: keys.uploads }))
  }
  if (sendings.length + waiting.length === 0 && problems.length === 0) return <ReadProblems reads={[read]} />
  return (
    <Card title={say('upload.title')}>
      {problems.length > 0 && <ProblemList problems={problems} />}
      <ul className={styles.list}>
        {sendings.map((sending) => (
          <SendingRow
            key={sending.upload.id}
            sending={sending}
            onDiscard={() => discard(sending.upload.id)}
            onImport={setSource}
          />
        ))}
        {waiting.map(({ id, name, sizeBytes, receivedBytes }) => (
          <li key={id} className={styles.row}>
            <StateMark tone="off" />
            <div className={styles.what}>
              <b>{name}</b>
              <ProgressBar label={name} share={sizeBytes === 0 ? 1 : receivedBytes / sizeBytes} />
              <span className={styles.soft}>
                {say('upload.chooseAgain', { sent: bytes(receivedBytes), size: bytes(sizeBytes) })}
              </span>
            </div>
            <Button aria-label={say('upload.discardOf', { name })} onClick={() => discard(id)}>
              {say('upload.discard')}
            </Button>
          </li>
        ))}
      </ul>
      {source && (
        <GetImageDialog
          source={source}
          onClose={() => setSource(undefined)}
          onBegun={() => source.from === 'upload' && forgetSending(source.upload)}
        />
      )}
    </Card>
  )
}

function SendingRow({
  sending: { upload, file, imageId, state, imported },
  onDiscard,
  onImport,
}: {
  readonly sending: Sending
  readonly onDiscard: () => void
  readonly onImport: (source: ImageSource) => void
}) {
  const words = useWords()
  const { say } = words
  const { name } = file
  const { tone, text, share } = sendingWords(state, file.size, words)
  const { id } = upload
  const problems =
    state.at === 'failed' ? state.problems : imported.state === 'refused' ? imported.problems : []
  const hasEnded = state.at === 'whole' || state.at === 'failed'
  return (
    <li className={styles.row}>
      <StateMark tone={imported.state === 'refused' ? 'look' : tone} />
      <div className={styles.what}>
        <b>{name}</b>
        {share !== undefined && <ProgressBar label={name} share={share} />}
        <span className={styles.soft} role="status">
          {sayMessage(words, text)}
        </span>
        {state.at === 'whole' && (
          <span className={styles.sum}>
            SHA-256 <code>{state.upload.sha256}</code>
          </span>
        )}
        {imported.state === 'begun' && (
          <Link href={paths.job(imported.jobId)}>{say('upload.becomes', { name: imageId })}</Link>
        )}
        {problems.length > 0 && <ProblemList problems={problems} />}
      </div>
      <div className={styles.actions}>
        {(state.at === 'sending' || state.at === 'waiting') && (
          <Button aria-label={say('upload.pauseOf', { name })} onClick={() => pauseSending(id)}>
            {say('upload.pause')}
          </Button>
        )}
        {state.at === 'paused' && (
          <Button
            look="main"
            aria-label={say('upload.resumeOf', { name })}
            onClick={() => void resumeSending(id)}
          >
            {say('upload.resume')}
          </Button>
        )}
        {imported.state === 'refused' && (
          <Button
            look="main"
            onClick={() => onImport({ from: 'upload', upload: id, fileName: name, id: imageId })}
          >
            {say('upload.import')}
          </Button>
        )}
        {hasEnded && imported.state !== 'refused' ? (
          <Button look="quiet" aria-label={say('upload.closeOf', { name })} onClick={() => forgetSending(id)}>
            {say('toast.close')}
          </Button>
        ) : (
          <Button look="quiet" aria-label={say('upload.discardOf', { name })} onClick={onDiscard}>
            {say('upload.discard')}
          </Button>
        )}
      </div>
    </li>
  )
}
