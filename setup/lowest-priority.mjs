// Imported before what is to take only the time that nobody else wants. Children inherit it.
import { constants, setPriority } from 'node:os'

setPriority(constants.priority.PRIORITY_LOW)
