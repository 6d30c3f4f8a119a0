import { Kbd, Modal } from '@mantine/core'
import { useWords } from '../../../words/words.ts'
import styles from './conflicts.module.css'

export function KeysHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useWords()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t.wizard.conflicts.keysTitle}
      closeButtonProps={{ 'aria-label': t.common.actions.close }}
    >
      <dl className={styles.keys}>
        {t.wizard.conflicts.keyList.map(([key, does]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <Kbd key={one}>{one}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
