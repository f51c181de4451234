import { here } from './exec.ts'
import { runnerContract } from './testing/runner-contract.ts'

runnerContract(() => here)
