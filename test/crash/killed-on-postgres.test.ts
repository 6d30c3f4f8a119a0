import { describeKilling } from './support/describe-killing.ts'

describeKilling('postgres')
