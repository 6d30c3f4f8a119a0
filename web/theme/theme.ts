import {
  ActionIcon,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  Menu,
  Modal,
  Select,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'

const petrol: MantineColorsTuple = [
  '#eef9fb',
  '#dbf2f6',
  '#b9e4ea',
  '#95d0d9',
  '#6dbbc6',
  '#4ba2af',
  '#308a96',
  '#1b737e',
  '#0c5d67',
  '#034149',
]

const plum: MantineColorsTuple = [
  '#fdf4f9',
  '#fbe6f1',
  '#f7cde3',
  '#edaed1',
  '#de90bc',
  '#ca72a6',
  '#b2578e',
  '#984377',
  '#7d3461',
  '#572543',
]

const red: MantineColorsTuple = [
  '#fff4f2',
  '#ffe6e2',
  '#ffccc6',
  '#feaba1',
  '#f8877b',
  '#ec6056',
  '#d53d37',
  '#b72725',
  '#94221f',
  '#671a17',
]

const gray: MantineColorsTuple = [
  '#f8fbfb',
  '#f0f4f5',
  '#e3e9ea',
  '#d3dbdc',
  '#b6c0c2',
  '#76858a',
  '#516265',
  '#425052',
  '#303d40',
  '#182426',
]

const dark: MantineColorsTuple = [
  '#e2ebed',
  '#c5d1d4',
  '#9fb1b5',
  '#7f9398',
  '#2c4148',
  '#22343a',
  '#15252a',
  '#0a1315',
  '#070e10',
  '#03090a',
]

export const theme = createTheme({
  colors: { petrol, plum, red, gray, dark },
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 4 },
  variantColorResolver: (input) => {
    const name = input.color ?? 'petrol'
    if (input.variant !== 'filled' || (name !== 'petrol' && name !== 'red')) {
      return defaultVariantColorsResolver(input)
    }
    const [background, hover] =
      name === 'red' ? ['var(--bad)', 'var(--bad-hover)'] : ['var(--accent-strong)', 'var(--accent-hover)']
    return { background, hover, color: 'var(--on-accent)', border: '1px solid transparent' }
  },
  black: '#16272b',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: "'Atkinson Next', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'Atkinson Mono', ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace",
  headings: { fontWeight: '650' },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '18px' },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Button: Button.extend({ styles: { label: { fontWeight: 600 } } }),
    Checkbox: Checkbox.extend({ styles: { label: { cursor: 'pointer' } } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        radius: 'md',
        withinPortal: false,
        withInitialFocusPlaceholder: false,
        floatingStrategy: 'fixed',
      },
    }),
    Modal: Modal.extend({ defaultProps: { radius: 'lg', centered: true, overlayProps: { opacity: 0.45 } } }),
    Select: Select.extend({ defaultProps: { allowDeselect: false, checkIconPosition: 'right' } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Textarea: Textarea.extend({ defaultProps: { autosize: true, minRows: 3 } }),
    TextInput: TextInput.extend({ defaultProps: { autoComplete: 'off', spellCheck: false } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 250, events: { hover: true, focus: true, touch: true } },
    }),
  },
})

/** Mantine's own variables, told in our words, so that its parts and ours are of one piece. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#16272b',
    '--mantine-color-dimmed': '#516265',
    '--mantine-color-placeholder': '#6a797d',
    '--mantine-color-error': '#a3231f',
    '--mantine-color-default-border': '#c3ced0',
    '--mantine-color-anchor': '#0c5d67',
  },
  dark: {
    '--mantine-color-body': '#101c1f',
    '--mantine-color-text': '#e2ebed',
    '--mantine-color-dimmed': '#9fb1b5',
    '--mantine-color-placeholder': '#87999d',
    '--mantine-color-error': '#ffa398',
    '--mantine-color-default': '#15252a',
    '--mantine-color-default-hover': '#1c3036',
    '--mantine-color-default-border': '#3a5057',
    '--mantine-color-anchor': '#7fd0da',
  },
})
