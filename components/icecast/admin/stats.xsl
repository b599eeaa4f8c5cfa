<?xml version="1.0" encoding="UTF-8"?>
<!-- /admin/stats.xsl: Icecast's own statistics as Prometheus text. It stands in the admin folder because only that one wants the password and
     knows hidden mounts. Limits and the mounts that ought to be there are read from the configuration itself: a mount without a source has no
     statistics, and an alert needs its 0. No secret is read from it. docs/decisions/icecast-metrics.md -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="UTF-8" media-type="text/plain; version=0.0.4" />
  <xsl:key name="connected" match="/icestats/source[stream_start_iso8601]" use="@mount" />
  <xsl:variable name="configuration" select="document('file:///etc/airpath/secrets/icecast.xml')/icecast" />
  <xsl:variable name="stats" select="/icestats" />

  <xsl:template match="/icestats">
    <xsl:text># HELP icecast_info Version of the server.&#10;# TYPE icecast_info gauge&#10;icecast_info{version="</xsl:text>
    <xsl:value-of select="server_id" />
    <xsl:text>"} 1&#10;</xsl:text>

    <xsl:call-template name="family">
      <xsl:with-param name="name">icecast_start_time_seconds</xsl:with-param>
      <xsl:with-param name="help">When the server started, in Unix time.</xsl:with-param>
    </xsl:call-template>
    <xsl:text>icecast_start_time_seconds </xsl:text>
    <xsl:call-template name="epoch"><xsl:with-param name="date" select="server_start_iso8601" /></xsl:call-template>
    <xsl:text>&#10;</xsl:text>

    <!-- Icecast's own count of them all goes wrong for good where a source ends just as a listener comes: it takes off one that it had not counted. -->
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_listeners</xsl:with-param>
      <xsl:with-param name="help">Listeners now, relays that pull from here included.</xsl:with-param>
      <xsl:with-param name="value" select="sum(source[stream_start_iso8601]/listeners)" />
    </xsl:call-template>
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_clients</xsl:with-param>
      <xsl:with-param name="help">TCP clients now: listeners, sources, requests.</xsl:with-param>
      <xsl:with-param name="value" select="clients" />
    </xsl:call-template>
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_sources</xsl:with-param>
      <xsl:with-param name="help">Mounts that have a source now, relayed ones included.</xsl:with-param>
      <xsl:with-param name="value" select="sources" />
    </xsl:call-template>
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_limit_clients</xsl:with-param>
      <xsl:with-param name="help">Clients at which the next one is refused.</xsl:with-param>
      <xsl:with-param name="value" select="$configuration/limits/clients" />
    </xsl:call-template>
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_limit_sources</xsl:with-param>
      <xsl:with-param name="help">Sources at which the next one is refused.</xsl:with-param>
      <xsl:with-param name="value" select="$configuration/limits/sources" />
    </xsl:call-template>
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_connections_total</xsl:with-param>
      <xsl:with-param name="help">TCP connections accepted.</xsl:with-param>
      <xsl:with-param name="type">counter</xsl:with-param>
      <xsl:with-param name="value" select="connections" />
    </xsl:call-template>
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_listener_connections_total</xsl:with-param>
      <xsl:with-param name="help">Listeners that came.</xsl:with-param>
      <xsl:with-param name="type">counter</xsl:with-param>
      <xsl:with-param name="value" select="listener_connections" />
    </xsl:call-template>
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_source_connections_total</xsl:with-param>
      <xsl:with-param name="help">Sources that connected here.</xsl:with-param>
      <xsl:with-param name="type">counter</xsl:with-param>
      <xsl:with-param name="value" select="source_client_connections" />
    </xsl:call-template>
    <xsl:call-template name="number">
      <xsl:with-param name="name">icecast_relay_connections_total</xsl:with-param>
      <xsl:with-param name="help">Mounts that this server began to pull.</xsl:with-param>
      <xsl:with-param name="type">counter</xsl:with-param>
      <xsl:with-param name="value" select="source_relay_connections" />
    </xsl:call-template>

    <xsl:call-template name="family">
      <xsl:with-param name="name">icecast_mount_connected</xsl:with-param>
      <xsl:with-param name="help">Whether a configured mount has its own source: 1 or 0. Listeners of a 0 hear its fallback.</xsl:with-param>
    </xsl:call-template>
    <xsl:for-each select="$configuration/mount">
      <xsl:variable name="mount" select="mount-name" />
      <!-- A key looks into the document of the current node: this steps from the configuration into the statistics. -->
      <xsl:for-each select="$stats">
        <xsl:call-template name="sample">
          <xsl:with-param name="name">icecast_mount_connected</xsl:with-param>
          <xsl:with-param name="mount" select="$mount" />
          <xsl:with-param name="value" select="count(key('connected', $mount))" />
        </xsl:call-template>
      </xsl:for-each>
    </xsl:for-each>

    <xsl:call-template name="family">
      <xsl:with-param name="name">icecast_mount_connected_since_seconds</xsl:with-param>
      <xsl:with-param name="help">When the mount's source connected, in Unix time.</xsl:with-param>
    </xsl:call-template>
    <xsl:for-each select="source[stream_start_iso8601]">
      <xsl:text>icecast_mount_connected_since_seconds{mount="</xsl:text>
      <xsl:value-of select="@mount" />
      <xsl:text>"} </xsl:text>
      <xsl:call-template name="epoch"><xsl:with-param name="date" select="stream_start_iso8601" /></xsl:call-template>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>

    <xsl:call-template name="mounts">
      <xsl:with-param name="name">icecast_mount_listeners</xsl:with-param>
      <xsl:with-param name="help">Listeners that the mount's own source feeds now.</xsl:with-param>
      <xsl:with-param name="field">listeners</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="mounts">
      <xsl:with-param name="name">icecast_mount_slow_listeners_total</xsl:with-param>
      <xsl:with-param name="help">Listeners dropped for having fallen behind, since the source connected.</xsl:with-param>
      <xsl:with-param name="type">counter</xsl:with-param>
      <xsl:with-param name="field">slow_listeners</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="mounts">
      <xsl:with-param name="name">icecast_mount_read_bytes_total</xsl:with-param>
      <xsl:with-param name="help">Bytes from the source since it connected, brought up to date every 5 seconds.</xsl:with-param>
      <xsl:with-param name="type">counter</xsl:with-param>
      <xsl:with-param name="field">total_bytes_read</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="mounts">
      <xsl:with-param name="name">icecast_mount_sent_bytes_total</xsl:with-param>
      <xsl:with-param name="help">Bytes to listeners since the source connected, brought up to date every 5 seconds.</xsl:with-param>
      <xsl:with-param name="type">counter</xsl:with-param>
      <xsl:with-param name="field">total_bytes_sent</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="family">
    <xsl:param name="name" />
    <xsl:param name="help" />
    <xsl:param name="type">gauge</xsl:param>
    <xsl:value-of select="concat('# HELP ', $name, ' ', $help, '&#10;# TYPE ', $name, ' ', $type, '&#10;')" />
  </xsl:template>

  <!-- One family with one sample; nothing at all where there is no number. -->
  <xsl:template name="number">
    <xsl:param name="name" />
    <xsl:param name="help" />
    <xsl:param name="type">gauge</xsl:param>
    <xsl:param name="value" />
    <xsl:if test="string(number($value)) != 'NaN'">
      <xsl:call-template name="family">
        <xsl:with-param name="name" select="$name" />
        <xsl:with-param name="help" select="$help" />
        <xsl:with-param name="type" select="$type" />
      </xsl:call-template>
      <xsl:value-of select="concat($name, ' ', $value, '&#10;')" />
    </xsl:if>
  </xsl:template>

  <!-- One family with a sample for each mount that has a source. -->
  <xsl:template name="mounts">
    <xsl:param name="name" />
    <xsl:param name="help" />
    <xsl:param name="type">gauge</xsl:param>
    <xsl:param name="field" />
    <xsl:call-template name="family">
      <xsl:with-param name="name" select="$name" />
      <xsl:with-param name="help" select="$help" />
      <xsl:with-param name="type" select="$type" />
    </xsl:call-template>
    <xsl:for-each select="$stats/source[stream_start_iso8601]/*[name() = $field]">
      <xsl:call-template name="sample">
        <xsl:with-param name="name" select="$name" />
        <xsl:with-param name="mount" select="../@mount" />
        <xsl:with-param name="value" select="." />
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <!-- Mount names come from our own plan: letters, digits, "-", "/" and ".", so there is nothing to escape. -->
  <xsl:template name="sample">
    <xsl:param name="name" />
    <xsl:param name="mount" />
    <xsl:param name="value" />
    <xsl:value-of select="concat($name, '{mount=&quot;', $mount, '&quot;} ', $value, '&#10;')" />
  </xsl:template>

  <!-- "2025-11-22T16:05:09+0000" to Unix time: XSLT 1.0 has no dates, so days are counted as in the Julian day number. -->
  <xsl:template name="epoch">
    <xsl:param name="date" />
    <xsl:variable name="year" select="number(substring($date, 1, 4))" />
    <xsl:variable name="month" select="number(substring($date, 6, 2))" />
    <xsl:variable name="a" select="floor((14 - $month) div 12)" />
    <xsl:variable name="y" select="$year + 4800 - $a" />
    <xsl:variable name="m" select="$month + 12 * $a - 3" />
    <xsl:variable name="days" select="number(substring($date, 9, 2)) + floor((153 * $m + 2) div 5) + 365 * $y + floor($y div 4) - floor($y div 100) + floor($y div 400) - 32045 - 2440588" />
    <xsl:variable name="seconds" select="number(substring($date, 12, 2)) * 3600 + number(substring($date, 15, 2)) * 60 + number(substring($date, 18, 2))" />
    <xsl:variable name="offset" select="number(substring($date, 21, 2)) * 3600 + number(substring($date, 23, 2)) * 60" />
    <xsl:variable name="east" select="1 - 2 * starts-with(substring($date, 20), '-')" />
    <xsl:value-of select="format-number($days * 86400 + $seconds - $east * $offset, '0')" />
  </xsl:template>
</xsl:stylesheet>
