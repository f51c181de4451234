import { Duplex } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { problemError } from '../../domain/problem.ts'
import type { Fake } from './fake.ts'
import { guestOf } from './guest-disk.ts'
import { runLine } from './guest-shell.ts'
import { isSentinel } from './sentinels.ts'
import { readDefinition } from './definition-text.ts'
import { endRun, nameOf, saySerial } from './vm-life.ts'
import { wrongState } from './vm-problems.ts'
import type { FakeVm } from './world.ts'

/** A serial console: echoes what is typed, and a little shell of root's runs each line. Ends when the VM does. */
export function openFakeConsole(fake: Fake, uuid: string, vm: FakeVm): Duplex {
  const name = nameOf(vm)
  const { run } = vm
  if (!run || run.state === 'crashed') throw wrongState(name, 'console', vm)
  if (isSentinel('no-console', name))
    throw problemError({
      code: 'not_supported',
      message: `VM ${name} has no serial console: cannot find character device (null).`,
      object: { type: 'vm', name },
    })
  const guest = guestOf(fake.world, run)
  const say = (text: string): void => {
    saySerial(fake, uuid, readDefinition(run.text), text)
    console.push(text)
  }
  const prompt = () => `root@${guest.hostname()}:~# `
  let line = ''
  const type = (character: string): string => {
    if (character === '\x7f') {
      if (line === '') return ''
      line = line.slice(0, -1)
      return '\b \b'
    }
    if (character === '\x03') {
      line = ''
      return `^C\r\n${prompt()}`
    }
    if (character !== '\r' && character !== '\n') {
      line += character
      return character
    }
    const typed = line.trim()
    line = ''
    if (typed === 'poweroff') endRun(fake, uuid)
    if (typed === 'poweroff') return '\r\n'
    return `\r\n${answer(typed)}${prompt()}`
  }
  const answer = (typed: string): string => {
    const result = runLine(typed, guest)
    if (result.ended !== 'exit') return ''
    return `${result.stdout.toString()}${result.stderr.toString()}`.replaceAll('\n', '\r\n')
  }

  // A character may come in two halves.
  const decoder = new StringDecoder('utf8')
  const console = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _, done) {
      const said = Array.from(decoder.write(chunk), type).join('')
      if (said !== '' && !ended) say(said)
      fake.changed()
      done()
    },
    final(done) {
      close()
      done()
    },
    destroy(error, done) {
      close()
      done(error)
    },
  })
  let ended = false
  const close = (because?: Error) => {
    if (ended) return
    ended = true
    if (fake.consoles.get(uuid) === close) fake.consoles.delete(uuid)
    if (because === undefined) console.push(null)
    else console.destroy(because)
  }
  // The newest opener has the console, as with `virsh console --force`.
  fake.consoles.get(uuid)?.(takenOver(name))
  fake.consoles.set(uuid, close)
  say(prompt())
  return console
}

function takenOver(vm: string): Error {
  return problemError({
    code: 'in_use',
    object: { type: 'vm', name: vm },
    message: `The console of VM ${vm} was taken over by somebody else.`,
    hint: `Take it back: kiste vm console ${vm}`,
  })
}
