#!/usr/bin/env node
import { processIo } from './io.ts'
import { runCli } from './run-cli.ts'

// A reader that has seen enough (`kiste vm list | head -1`) closes the pipe: that is its right and no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

// No await at the top: the build makes this one CommonJS file, which starts faster.
void runCli(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code
})
