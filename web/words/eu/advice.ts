/** What the presets advise about a conflict, by preset and resource. */
export const advice: Readonly<Record<string, string>> = {
  'lamb.users':
    'Bi kontu ikaskuntza-plataformako pertsona bera dira. Estekarik gabeko kontu batek bere lana gordetzen du, baina ezin da plataformatik iritsi; atzean uzten den bat jatorrian geratzen da bere guztiarekin, eta han egindakoaren erregistroak erakundearekin doaz.',
  'lamb.lti_creator_keys':
    'Erakunde batek sortzaileen LTI gako bakarra du: helmugak berea gordetzen du, eta jatorrikoa atzean geratzen da, desaktibatuta. Plataformako administratzaileak helmugako gakoa eta sekretua jarri behar ditu jatorrikoa darabilen tresna bakoitzean; ordura arte ezin da LAMB handik ireki.',
  'openhands.budget_settings':
    'Erakunde batek aurrekontu bakarra du: helmugakoak balio du denentzat hemendik aurrera.',
  'openhands.budget_overrides':
    'Kide batek aurrekontu bakarra du erakunde batean: helmugakoak balio du hemendik aurrera.',
}
