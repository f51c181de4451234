import { useState, type ReactNode } from 'react'
import type { Drive } from '../api/answers.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { needErasing } from './drive-choice.ts'
import { DrivePicker } from './drive-picker.tsx'

export interface NewDrive {
  readonly chosen: string | undefined
  /** What lies on it is to go, and that was said. */
  readonly erase: boolean
  /** Where it is chosen; `problem` is what is wrong with it. */
  fields(problem: string | undefined): ReactNode
}

/** One drive that comes into a pool; `found` is chosen from the start. */
export function useNewDrive(drives: readonly Drive[], found?: string): NewDrive {
  const { say } = useWords()
  const [chosen, choose] = useState(found)
  const [erase, setErase] = useState(false)
  const losesData = chosen !== undefined && needErasing(drives, [chosen])
  return {
    chosen,
    erase: losesData && erase,
    fields: (problem) => (
      <>
        <DrivePicker
          legend={say('device.do.replace.with')}
          drives={drives}
          chosen={chosen === undefined ? [] : [chosen]}
          problem={problem}
          onChange={([id]) => choose(id)}
        />
        {losesData && <Check label={say('drive.erase')} checked={erase} onChange={setErase} />}
      </>
    ),
  }
}
