import { Button, Popover, SegmentedControl, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { organizationAddress } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import { usePlan } from '../use-plan.ts'
import styles from './conflicts.module.css'

/** How new names are made, for all conflicts that are settled by renaming. */
export function Naming() {
  const { t } = useWords()
  const words = t.wizard.conflicts
  const { stored, change, changing } = usePlan()
  const { options, source } = stored.plan
  const [opened, { toggle, close }] = useDisclosure(false)
  const [prefix, setPrefix] = useState(options.rename_prefix ?? '')
  const [style, setStyle] = useState(options.rename_style)
  const apply = (): void => {
    change({ rename_prefix: prefix.trim() === '' ? null : prefix.trim(), rename_style: style })
    close()
  }
  return (
    <Popover
      opened={opened}
      onChange={toggle}
      width={320}
      position="bottom-end"
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <Button variant="default" leftSection={<IconTag size={16} />} onClick={toggle} loading={changing}>
          {words.naming}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.naming}>
        <form
          className={styles.naming}
          onSubmit={(event) => {
            event.preventDefault()
            apply()
          }}
        >
          <SegmentedControl
            fullWidth
            aria-label={words.style}
            value={style}
            onChange={(value) => setStyle(value === 'timestamp' ? 'timestamp' : 'prefix')}
            data={[
              { value: 'prefix', label: words.styles.prefix },
              { value: 'timestamp', label: words.styles.timestamp },
            ]}
          />
          {style === 'prefix' && (
            <TextInput
              label={words.prefix}
              description={words.prefixHelp(organizationAddress(source))}
              value={prefix}
              onChange={(event) => setPrefix(event.currentTarget.value)}
            />
          )}
          <Button type="submit">{words.apply}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
