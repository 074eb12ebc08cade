<?php
// What PHP integrations send: http_build_query over curl, a stream context, and a CURLFile. Prints one JSON object.
[$_, $base, $key, $file] = $argv;

function withCurl(string $method, string $path, $fields = null)
{
    global $base, $key;
    $handle = curl_init($base . $path);
    curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_CUSTOMREQUEST => $method, CURLOPT_TIMEOUT => 20]);
    curl_setopt($handle, CURLOPT_HTTPHEADER, ['X-Api-Key: ' . $key]);
    if ($fields !== null) curl_setopt($handle, CURLOPT_POSTFIELDS, $fields);
    $text = curl_exec($handle);
    $status = curl_getinfo($handle, CURLINFO_HTTP_CODE);
    if ($status >= 300 || $text === false) throw new Exception("$method $path: $status $text" . curl_error($handle));
    return json_decode($text, true) ?? $text;
}

function withStream(string $method, string $path, array $fields)
{
    global $base, $key;
    $http = ['method' => $method, 'content' => http_build_query($fields), 'ignore_errors' => true,
        'header' => "X-API-KEY: $key\r\nContent-Type: application/x-www-form-urlencoded\r\n"];
    return json_decode(file_get_contents($base . $path, false, stream_context_create(['http' => $http])), true);
}

$room = withCurl('POST', '/conferences.json', http_build_query([
    'name' => 'PHP & Söhne', 'room_type' => 'webinar', 'permanent_room' => false, 'access_type' => 3,
    'starts_at' => '2031-05-06 07:08:09', 'duration' => '2', 'timezone' => 'Europe/Berlin', 'lobby_description' => null,
    'registration' => ['enabled' => true, 'template' => 1], 'settings' => ['show_on_personal_page' => false],
]))['room'];
$id = $room['id'];
$changed = withStream('PUT', "/conferences/$id/", ['name' => 'Changed', 'settings' => ['phonegateway_enabled' => 0]])['conference'];
// An array goes out as multipart text fields.
$tokens = withCurl('POST', "/conferences/$id/tokens", ['how_many' => 3])['access_tokens'];
$invited = withStream('POST', "/conferences/$id/invitation/email/us", [
    'attendees' => [['email' => 'a@example.com'], ['email' => 'b@example.com']], 'template' => 'advanced', 'role' => 'presenter',
]);
$person = ['registration' => [1 => 'Ä', 2 => 'B', 3 => 'c@example.com'], 'confirmation_email' => ['enabled' => 1, 'lang' => 'de']];
$registered = withCurl('POST', "/conferences/$id/registration", http_build_query($person));
$login = withCurl('POST', "/conferences/$id/room/autologin_hash", http_build_query([
    'email' => 'c@example.com', 'nickname' => 'C', 'role' => 'listener', 'token' => $tokens[2]['token'],
]));
$uploaded = withCurl('POST', "/file-library/conferences/$id", ['uploaded' => new CURLFile($file, 'text/plain', 'agenda.txt')]);
$content = withCurl('GET', "/file-library/{$uploaded['id']}/download");
$refused = withStream('POST', '/conferences', ['name' => '']);
$attendees = withCurl('GET', '/conferences/10005/sessions/20001/attendees.json');
$serialized = unserialize(withCurl('GET', '/conferences/skins.php'));
$xml = withCurl('GET', "/conferences/$id.xml");
$recordings = withCurl('DELETE', '/conferences/10005/recordings');
echo json_encode(compact('room', 'changed', 'tokens', 'invited', 'registered', 'login', 'uploaded', 'content', 'refused', 'attendees', 'recordings')
    + ['skins' => count($serialized), 'xmlName' => preg_replace('~.*<name>(.*?)</name>.*~s', '$1', $xml)]);
