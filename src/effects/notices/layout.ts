/**
 * The frame of every notice, in MJML: compiled once a process, its slots filled for each person. It fetches nothing, so
 * that it looks the same where pictures and fonts from outside are blocked, which is nearly everywhere.
 */
export const slots = {
  language: 'slot-language',
  subject: 'slot-subject',
  preheader: 'slot-preheader',
  title: 'slot-title',
  body: 'slot-body',
  contact: 'slot-contact',
  footer: 'slot-footer',
} as const

const fonts =
  "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Helvetica, Arial, sans-serif"

export const layout = `
<mjml lang="${slots.language}" dir="ltr">
  <mj-head>
    <mj-title>${slots.subject}</mj-title>
    <mj-preview>${slots.preheader}</mj-preview>
    <mj-attributes>
      <mj-all font-family="${fonts}" />
      <mj-text font-size="16px" line-height="1.55" color="#1c2731" padding="0" />
      <mj-section padding="0" />
      <mj-column padding="0" />
    </mj-attributes>
    <mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw>
    <mj-style>
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      @media (prefers-color-scheme: dark) {
        body, .ground, .ground > div { background-color: #10161b !important; }
        .card, .card > table { background-color: #1a222a !important; }
        .ink div, .ink p, .ink td, .ink li, .ink h1, .ink h2, .ink strong { color: #e8eef3 !important; }
        .quiet div { color: #9fadb9 !important; }
        .card td, .ink td, .ink th { border-color: #33404b !important; }
        .ink th { color: #9fadb9 !important; }
        .ink a { color: #5cc8c0 !important; }
        .top > table { border-color: #2b9a93 !important; }
      }
    </mj-style>
  </mj-head>
  <mj-body background-color="#eef1f4" css-class="ground" width="620px">
    <mj-section padding="20px 0 0" />
    <mj-section background-color="#ffffff" border-top="4px solid #0b6e6e" border-radius="6px 6px 0 0" padding="28px 32px 4px" css-class="card top">
      <mj-column>
        <mj-text css-class="ink" font-size="25px" line-height="1.25" font-weight="700"><h1 style="margin:0;font-size:25px;line-height:1.25">${slots.title}</h1></mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="8px 32px 20px" css-class="card">
      <mj-column>
        <mj-text css-class="ink">${slots.body}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" border-radius="0 0 6px 6px" padding="0 32px 26px" css-class="card">
      <mj-column border-top="1px solid #dde3e9" padding="16px 0 0">
        <mj-text css-class="ink" font-size="15px">${slots.contact}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section padding="14px 32px 28px">
      <mj-column>
        <mj-text css-class="quiet" font-size="13px" color="#596672">${slots.footer}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`
